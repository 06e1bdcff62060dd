"""Tests of migration scripts."""

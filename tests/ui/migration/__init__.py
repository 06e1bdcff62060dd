"""Tests of the pages that migrate and apply scripts."""

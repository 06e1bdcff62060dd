"""Tests of applying scripts, on the sandbox."""

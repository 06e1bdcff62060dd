"""The errors of a start, as sentences for the user."""

from __future__ import annotations


class InvalidOption(Exception):
    """A port or data folder is not available. The text says why, and what to do."""


class PostgresFailed(Exception):
    """PostgreSQL is missing, or does not start. The text says why, and what to do."""

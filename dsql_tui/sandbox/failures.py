"""Why a sandbox cannot run, in sentences for the user."""

from __future__ import annotations


class Unusable(Exception):
    """A port or data directory cannot be had. The text says why, and what to do."""


class Unstartable(Exception):
    """PostgreSQL is missing, or does not start. The text says why, and what to do."""

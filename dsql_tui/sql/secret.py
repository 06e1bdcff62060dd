"""Whether a text carries something that must not be written down."""

from __future__ import annotations

import re

_LOOKALIKES = re.compile(
    r"""
      \b(?:AKIA|ASIA)[A-Z0-9]{12,}                     # the identifier of an AWS access key
    | (?<![A-Za-z0-9/+]) (?P<key> [A-Za-z0-9/+]{40}) (?![A-Za-z0-9/+=])   # an AWS secret key
    | X-Amz-(?:Signature|Credential|Security-Token)=   # signed URLs, which tokens are too
    | -----BEGIN\ [A-Z ]*PRIVATE\ KEY
    | \b(?:gh[pousr]_|xox[abprs]-|sk-)[A-Za-z0-9_-]{16,}   # GitHub, Slack and the like
    | \beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.                   # a JSON web token
    | \b(?:password|passwd|pwd|secret|api_?key|access_?token)\b\W{0,3}(?:=|:|\s)\s*'[^']+'
    | \b[a-z][a-z0-9+.-]*://[^\s:/@']+:[^\s/@']+@      # a URL with a password in it
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MIXED = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])")
"""What sets a key apart from a digest and from a long name."""


def carries_secret(text: str) -> bool:
    """Does a text hold what looks like a password, a key or a token? Rather once too often."""
    return any(
        found["key"] is None or _MIXED.match(found["key"]) is not None
        for found in _LOOKALIKES.finditer(text)
    )

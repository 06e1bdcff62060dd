"""Detection of passwords, keys and tokens in statements."""

from __future__ import annotations

import re

from dsql_tui.sql.scan import read_tokens

_PATTERN = re.compile(
    r"""
      \b(?:AKIA|ASIA)[A-Z0-9]{12}                      # the ID of an AWS access key
    | (?<![A-Za-z0-9/+]) (?P<key> [A-Za-z0-9/+]{40}) (?![A-Za-z0-9/+=])   # an AWS secret key
    | X-Amz-(?:Signature|Credential|Security-Token)=   # signed URLs, and tokens
    | -----BEGIN\ [A-Z ]{0,40}PRIVATE\ KEY
    | \b(?:gh[pousr]_|xox[abprs]-|sk-)[A-Za-z0-9_-]{16}   # GitHub, Slack and the like
    | \beyJ[\w-]{8,500}\.eyJ[\w-]{8}         # a JSON web token
    | \b(?:password|passwd|pwd|secret|api_?key|access_?token)\b
      \W{0,3} (?: = | : | \s ) \s* (?: [eEnN] | [uU]& )? (?: '[^'] | \$\w{0,60}\$ )
    | ://[^\s:/@']{0,500}:[^\s/@']{1,500}@             # a URL with a password
    """,
    re.VERBOSE | re.IGNORECASE,
)
_MIXED = re.compile(r"(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=[^0-9]*[0-9])")
"""The mix of characters that distinguishes a secret key from a digest or a long name."""


_SECRET_NAME = re.compile(r"password|passwd|pwd|secret|api_?key|access_?token", re.IGNORECASE)
_BETWEEN = frozenset({"=", ":", "to"})
"""Tokens between the name of a secret and its value."""


def contains_secret(text: str) -> bool:
    """Return True if a text has what looks like a password, a key or a token.

    It errs on the side of caution.
    """
    return _sets_secret(text) or any(
        found["key"] is None or _MIXED.match(found["key"]) is not None
        for found in _PATTERN.finditer(text)
    )


def _sets_secret(text: str) -> bool:
    """Return True if a string follows a name such as PASSWORD, whatever comments are between."""
    if not _SECRET_NAME.search(text):
        return False
    named = False
    for kind, start, end, _ in read_tokens(text, 0):
        if kind == "comment":
            continue
        if kind in ("string", "dollar"):
            if named and end - start > len("''"):
                return True
            named = False
        elif kind in ("word", "quoted") and _SECRET_NAME.fullmatch(text[start:end].strip('"')):
            named = True
        else:
            named = named and text[start:end].lower() in _BETWEEN
    return False

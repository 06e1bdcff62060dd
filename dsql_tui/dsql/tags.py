"""Tags: what AWS takes for one, and how people write several.

https://docs.aws.amazon.com/aurora-dsql/latest/APIReference/API_TagResource.html
https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping

MOST = 50
"""Tags that a cluster may have."""

_KEY_MAX, _VALUE_MAX = 128, 256
_UNFIT = re.compile(r"[^a-zA-Z0-9_.:/=+\-@ ]")
"""What neither may hold, by the service's own model."""


def parse_tags(text: str) -> dict[str, str]:
    """Read `key=value`, one to a line or separated by commas, which no tag may hold.

    Raises:
        ValueError: with a sentence for the user.
    """
    tags: dict[str, str] = {}
    for piece in re.split(r"[,\n]", text):
        key, sign, value = (part.strip() for part in piece.partition("="))
        if not piece.strip():
            continue
        if not sign:
            raise ValueError(f"“{piece.strip()}” is no tag: key=value is one.")
        if key in tags:
            raise ValueError(f"The tag {key} is there twice.")
        tags[key] = value
    return checked_tags(tags)


def checked_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """The same tags, if AWS would take them.

    Raises:
        ValueError: with a sentence for the user.
    """
    if len(tags) > MOST:
        raise ValueError(f"A cluster may have {MOST} tags, not {len(tags)}.")
    for key, value in tags.items():
        if not 1 <= len(key) <= _KEY_MAX or len(value) > _VALUE_MAX:
            raise ValueError(
                f"A tag's key has 1 to {_KEY_MAX} characters and its value {_VALUE_MAX} at most: "
                f"“{key}” does not fit."
            )
        if key.lower().startswith("aws:"):
            raise ValueError(f"Tags that begin with aws: are AWS's own: “{key}” is one.")
        if unfit := _UNFIT.search(key) or _UNFIT.search(value):
            raise ValueError(
                f"A tag holds letters from a to z, digits, blanks and _.:/=+-@ only: “{key}” has "
                f"{unfit[0]!a}."
            )
    return dict(tags)


def tag_lines(tags: Mapping[str, str]) -> str:
    """Tags as `parse_tags` reads them, one to a line, by key."""
    return "\n".join(f"{key}={value}" for key, value in sorted(tags.items()))

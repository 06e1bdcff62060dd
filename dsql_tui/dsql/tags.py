"""Tags: the rules of AWS, and a form that people can write.

https://docs.aws.amazon.com/aurora-dsql/latest/APIReference/API_TagResource.html
https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping

MAX_TAGS = 50
"""Tags that a cluster may have."""

_KEY_MAX, _VALUE_MAX = 128, 256
_FORBIDDEN = re.compile(r"[^a-zA-Z0-9_.:/=+\-@ ]")
"""Characters that neither may have, by the service's model."""


def parse_tags(text: str) -> dict[str, str]:
    """Parse `key=value`, on lines or separated by commas, which no tag may have.

    Raises:
        ValueError: The message is a sentence for the user.
    """
    tags: dict[str, str] = {}
    for piece in re.split(r"[,\n]", text):
        key, sign, value = (part.strip() for part in piece.partition("="))
        if not piece.strip():
            continue
        if not sign:
            raise ValueError(f"“{piece.strip()}” is not a tag. Write key=value.")
        if key in tags:
            raise ValueError(f"The tag {key} is given twice.")
        tags[key] = value
    return check_tags(tags)


def check_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """Return `tags` if AWS accepts them.

    Raises:
        ValueError: The message is a sentence for the user.
    """
    if len(tags) > MAX_TAGS:
        raise ValueError(f"A cluster can have {MAX_TAGS} tags, not {len(tags)}.")
    for key, value in tags.items():
        if not 1 <= len(key) <= _KEY_MAX or len(value) > _VALUE_MAX:
            raise ValueError(
                f"The key of a tag can have 1 to {_KEY_MAX} characters and its value up to "
                f"{_VALUE_MAX}; “{key}” does not fit."
            )
        if key.lower().startswith("aws:"):
            raise ValueError(f"“{key}” is reserved: keys cannot begin with aws:.")
        if bad := _FORBIDDEN.search(key) or _FORBIDDEN.search(value):
            raise ValueError(
                "A tag can have letters from a to z, digits, spaces and _.:/=+-@ only; "
                f"“{key}” has {bad[0]!a}."
            )
    return dict(tags)


def format_tags(tags: Mapping[str, str]) -> str:
    """Format tags as `parse_tags` reads them, one on each line, sorted by key."""
    return "\n".join(f"{key}={value}" for key, value in sorted(tags.items()))

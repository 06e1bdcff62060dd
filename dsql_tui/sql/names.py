"""Names as SQL writes them."""

from __future__ import annotations

import re

from pygments.lexers._postgres_builtins import KEYWORDS

_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*")
_KEYWORDS = frozenset(word.lower() for word in KEYWORDS)


def quoted(name: str) -> str:
    """A name as it must be written to mean just this one.

    Every keyword is quoted, the harmless ones too: that is never wrong.
    """
    if _PLAIN.fullmatch(name) and name not in _KEYWORDS:
        return name
    return '"' + name.replace('"', '""') + '"'

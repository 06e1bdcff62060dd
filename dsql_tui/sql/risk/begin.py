"""The statement that begins a transaction in a read-only session."""

from __future__ import annotations

from dsql_tui.sql.risk.tokens import tokens

_BEGINS = ("begin", "start")


def begin_read_only(text: str) -> str:
    """Return BEGIN or START TRANSACTION with READ ONLY in place of its access mode.

    The statement is put together from its tokens, so that no comment swallows what is added. Any
    other statement is returned as it is.
    """
    words = [token.text for token in tokens(text)]
    if words[:1] not in ([each] for each in _BEGINS):
        return text
    while words[-1] in (";", ","):
        words.pop()
    modes: list[str] = []
    for word in words:
        if word in ("write", "only") and modes[-1:] == ["read"]:
            modes.pop()
            if modes[-1] == ",":
                modes.pop()
        else:
            modes.append(word)
    if modes[1:2] == [","]:
        del modes[1]
    return f"{' '.join(modes)} read only"

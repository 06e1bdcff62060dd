"""The text that a key types.

Textual drops characters that Python does not call printable, such as a no-break space or a joiner,
and types the letter of Alt+letter.
"""

from __future__ import annotations

from textual import events

_LAST_CONTROL_CHARACTER = "\x9f"


def typed_text(event: events.Key) -> str:
    """Return the text that a key types; empty for every other key."""
    text = event.character or ""
    if event.key.startswith("alt+"):
        return ""
    typed = all(each.isprintable() or each > _LAST_CONTROL_CHARACTER for each in text)
    return text if typed else ""


def correct_key(event: events.Key) -> events.Key | events.Paste:
    """Return the event that makes Textual's own widgets type the text of a key."""
    text = typed_text(event)
    if bool(text) == event.is_printable:
        return event
    return events.Paste(text) if text else events.Key(event.key, None)

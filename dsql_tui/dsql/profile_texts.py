"""A profile as texts, for a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from dsql_tui.dsql.profile import ENVIRONMENTS, Profile, check_profile
from dsql_tui.dsql.route import SSLMODES

YES = "yes"
_SEPARATORS = {"search_path": ",", "statements": ";"}
"""Separators of the parts of a list."""
_CHOICES: Mapping[str, tuple[str, ...]] = {"environment": ENVIRONMENTS, "sslmode": SSLMODES}


def profile_to_texts(profile: Profile) -> dict[str, str]:
    """Return each field as a text; empty if it has its default value."""
    return {
        key.name: ""
        if key.default is not MISSING and getattr(profile, key.name) == key.default
        else _text(key.name, getattr(profile, key.name))
        for key in fields(Profile)
    }


def profile_from_texts(texts: Mapping[str, str]) -> Profile:
    """Return the profile that the texts describe.

    Raises:
        ValueError: They describe none that is valid; the message is a sentence for the user.
    """
    values: dict[str, Any] = {"name": "", "target": ""}
    for key in fields(Profile):
        if text := texts.get(key.name, "").strip():
            values[key.name] = _value(key.name, key.default, text)
    return check_profile(Profile(**values))


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else ""
    if isinstance(value, tuple):
        return f"{_SEPARATORS[name]} ".join(value)
    return "" if value is None else str(value)


def _value(name: str, default: Any, text: str) -> Any:
    if isinstance(default, bool):
        return text == YES
    if isinstance(default, int):
        if not text.isdecimal():
            raise ValueError(f"“{text}” is not a number, and {name} must be one.")
        return int(text)
    if name in _SEPARATORS:
        return tuple(part.strip() for part in text.split(_SEPARATORS[name]) if part.strip())
    if name in _CHOICES and text not in _CHOICES[name]:
        raise ValueError(f"{name} must be one of {', '.join(_CHOICES[name])}, not “{text}”.")
    return text

"""A profile as texts, the way a form holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from dsql_tui.dsql.profile import ENVIRONMENTS, Profile, checked_profile
from dsql_tui.dsql.route import SSLMODES

YES = "yes"
_BETWEEN = {"search_path": ",", "statements": ";"}
"""What stands between the parts of a list."""
_CHOICES: Mapping[str, tuple[str, ...]] = {"environment": ENVIRONMENTS, "sslmode": SSLMODES}


def texts_of(profile: Profile) -> dict[str, str]:
    """Each field as a text; empty where it is as by default."""
    return {
        key.name: ""
        if key.default is not MISSING and getattr(profile, key.name) == key.default
        else _text(key.name, getattr(profile, key.name))
        for key in fields(Profile)
    }


def profile_of(texts: Mapping[str, str]) -> Profile:
    """The profile that the texts come to.

    Raises:
        ValueError: they come to none that can be used; with a sentence for the user.
    """
    values: dict[str, Any] = {"name": "", "target": ""}
    for key in fields(Profile):
        if text := texts.get(key.name, "").strip():
            values[key.name] = _value(key.name, key.default, text)
    return checked_profile(Profile(**values))


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else ""
    if isinstance(value, tuple):
        return f"{_BETWEEN[name]} ".join(value)
    return "" if value is None else str(value)


def _value(name: str, default: Any, text: str) -> Any:
    if isinstance(default, bool):
        return text == YES
    if isinstance(default, int):
        if not text.isdecimal():
            raise ValueError(f"“{text}” is no number, and {name} has to be one.")
        return int(text)
    if name in _BETWEEN:
        return tuple(part.strip() for part in text.split(_BETWEEN[name]) if part.strip())
    if name in _CHOICES and text not in _CHOICES[name]:
        raise ValueError(f"{name} is one of {', '.join(_CHOICES[name])}, and not “{text}”.")
    return text

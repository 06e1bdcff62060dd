"""Settings as lines of text: what a user reads and types on the settings screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

import tomlkit

from dsql_tui.store.settings import Settings
from dsql_tui.store.toml_table import check_value, describe_type, parse_toml

_PLAIN = re.compile(r"[^\[,\n][^,\n]*")
"""A part of a list that needs no quotes."""


class SettingInfo(NamedTuple):
    """A setting with what its definition says."""

    name: str
    type: Any
    meaning: str
    applies: str
    """When a change takes effect."""

    @property
    def values(self) -> str:
        """The valid values, in words."""
        return describe_type(self.type)

    @property
    def form(self) -> str:
        """The form in which `parse_value` reads a value, in words."""
        if self.type is str:
            return "text"
        if get_origin(self.type) is tuple:
            return "values separated by commas"
        return "names and values, such as a = 1, b = 2" if self.is_table else self.values

    @property
    def is_table(self) -> bool:
        """Whether the value has names."""
        return get_origin(self.type) is dict

    @property
    def choices(self) -> tuple[str, ...]:
        """The valid values, if they are a few texts."""
        return get_args(self.type) if get_origin(self.type) not in (tuple, dict, None) else ()

    @property
    def default(self) -> Any:
        """The default."""
        return getattr(Settings(), self.name)


@cache
def list_settings() -> tuple[SettingInfo, ...]:
    """Return all settings in the order of their definition."""
    return tuple(_describe_fields())


def _describe_fields() -> Iterator[SettingInfo]:
    hints = get_type_hints(Settings)
    for field in fields(Settings):
        data = field.metadata
        yield SettingInfo(field.name, hints[field.name], data["meaning"], data["applies"])


def format_toml(value: Any) -> str:
    """Return a value as settings.toml has it."""
    if isinstance(value, dict):
        return f"{{ {format_value(value)} }}" if value else "{}"
    item = tomlkit.item(list(value) if isinstance(value, tuple) else value)
    return str(item.as_string()).strip()


def format_value(value: Any) -> str:
    """Return a value in a form that `parse_value` reads: lists and tables without brackets."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return ", ".join(f"{format_key(key)} = {each}" for key, each in value.items())
    if isinstance(value, tuple):
        plain = [part if isinstance(part, str) else str(part) for part in value]
        is_plain = all(part.strip() == part and _PLAIN.fullmatch(part) for part in plain)
        return ", ".join(plain) if is_plain else format_toml(value)
    return format_toml(value)


def format_key(key: str) -> str:
    """Return a key as TOML has it, in quotes if it needs them."""
    return tomlkit.key(key).as_string()


def parse_value(info: SettingInfo, text: str) -> Any:
    """Return the value that a user typed.

    Raises:
        ValueError: It is not valid; the text is a sentence.
    """
    field = next(field for field in fields(Settings) if field.name == info.name)
    return check_value(field, info.type, _read_text(info, text.strip()))


def _read_text(info: SettingInfo, text: str) -> Any:
    """Return the value of a text before it is checked; the text if it is none."""
    kind, arguments = get_origin(info.type) or info.type, get_args(info.type)
    if kind is str or info.choices:
        return text
    if kind is tuple and not text.startswith("["):
        parts = [part.strip() for part in text.split(",")] if text else []
        return parts if arguments[0] is str else [_read_toml(part) for part in parts]
    if kind is dict and not text.startswith("{"):
        text = f"{{{text}}}"
    return _read_toml(text)


def _read_toml(text: str) -> Any:
    """Return a TOML value, or the text itself if it is none."""
    values, problem = parse_toml(f"value = {text}", "")
    return text if problem or list(values) != ["value"] else values["value"]

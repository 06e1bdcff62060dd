"""Settings as text: each value survives being shown and typed, and a wrong one is a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dsql_tui.store.setting_values import (
    SettingInfo,
    format_toml,
    format_value,
    list_settings,
    parse_value,
)
from dsql_tui.store.settings import Settings, read_settings, write_setting

SETTINGS = {info.name: info for info in list_settings()}
SAMPLES: dict[str, Any] = {
    "queries": ("~/sql", "/a, b", "[x]", "", " c"),
    "dpu_prices": {"eu-west-1": 9.5, "a b": 1.0},
    "session_warnings": (90, 5),
    "theme": "nord",
    "regions": ("eu-west-1",),
    "wrap": True,
}


@pytest.mark.parametrize("info", SETTINGS.values(), ids=lambda info: info.name)
def test_a_value_is_the_same_after_it_is_shown_and_typed(info: SettingInfo, tmp_path: Path) -> None:
    for value in (info.default, SAMPLES.get(info.name, info.default)):
        assert parse_value(info, format_value(value)) == value
        path = tmp_path / "settings.toml"
        path.write_text(f"{info.name} = {format_toml(value)}\n")
        assert read_settings(path) == (Settings(**{info.name: value}), [])


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("row_cap", "", "“row_cap” must be a whole number."),
        ("row_cap", "1\nvim = true", "“row_cap” must be a whole number."),
        ("row_cap", "-1", "“row_cap”: it must be 0 or more."),
        ("editor_height", "99", "“editor_height”: it must be from 5 to 95."),
        ("session_warnings", "60, x", "each a whole number"),
        ("transactions", "manual", "one of “auto”, “explicit”"),
        ("regions", "frankfurt", "“frankfurt” is not a region"),
        ("dpu_prices", "9.5", "a table of names"),
        ("queries", "[1]", "each a string in quotes"),
    ],
)
def test_a_wrong_value_is_explained(name: str, text: str, words: str) -> None:
    with pytest.raises(ValueError, match=r".") as raised:
        parse_value(SETTINGS[name], text)
    assert words in str(raised.value)


def test_a_table_is_changed_in_place_and_a_default_removes_its_line(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("# a\nwrap = true # b\n\n[dpu_prices] # c\n# d\neu-west-1 = 1 # e\n# f\n")
    write_setting("dpu_prices", {"eu-west-1": 2.0}, path)
    write_setting("wrap", None, path)
    write_setting("vim", True, path)
    text = path.read_text()
    assert read_settings(path) == (Settings(vim=True, dpu_prices={"eu-west-1": 2.0}), [])
    assert [mark for mark in "acdef" if f"# {mark}" not in text] == []
    write_setting("dpu_prices", None, path)
    assert read_settings(path) == (Settings(vim=True), [])

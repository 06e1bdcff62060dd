"""The user's keys: names, presets, what is wrong with them, and the keys at work."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.binding import Binding

from dsql_tui.store.keymap import KeymapEntry, KeymapFile
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.dialogs.help import HelpDialog
from dsql_tui.ui.key_bar import KeyBar
from dsql_tui.ui.key_names import parse_key
from dsql_tui.ui.key_places import PLACES
from dsql_tui.ui.keymap import FIXED, PRESETS, build_keymap
from dsql_tui.ui.keymap_check import check_keymap, list_entries
from dsql_tui.ui.start import Start
from tests.ui.dialogs.test_menu import entries
from tests.ui.driving import open_workbench, read_screen, run_sql, wait_for_screen, wait_until


def make_file(preset: str = "", **lines: str | tuple[str, ...]) -> KeymapFile:
    """Return a file with a line for each action; `__` in a name is a dot."""
    named = [(name.replace("__", "."), keys) for name, keys in lines.items()]
    made = [
        KeymapEntry(action, (keys,) if isinstance(keys, str) else keys, line)
        for line, (action, keys) in enumerate(named, 2)
    ]
    return KeymapFile(preset, 1, tuple(made))


def find_problems(file: KeymapFile) -> list[str]:
    """Return all problems of a file."""
    user = build_keymap(file)
    return [*user.problems, *check_keymap(file, user, DsqlTui)]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Ctrl+Shift+K", "ctrl+shift+k"),
        ("shift+ctrl+k", "ctrl+shift+k"),
        ("Ctrl + Alt + L", "alt+ctrl+l"),
        ("F6", "f6"),
        ("Page up", "pageup"),
        ("alt+↑", "alt+up"),
        ("S", "S"),
        ("Shift+s", "S"),
        ("/", "slash"),
        ("Ctrl++", "ctrl+plus"),
        ("+", "plus"),
        ("Ctrl+/", "ctrl+slash,ctrl+underscore"),
        ("Ctrl+Space", "ctrl+@,ctrl+space"),
        ("ä", "ä"),
    ],
)
def test_a_key_is_written_as_in_the_documentation(text: str, keys: str) -> None:
    assert ",".join(parse_key(text)) == keys


@pytest.mark.parametrize(
    "text", ["", "Ctrl+", "Strg+K", "Ctrl+KK", "F25", "Shift+/", "Ctrl+I", "Ctrl+M", "\x1b", "a b"]
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a key|Terminals send"):
        parse_key(text)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_actions_of_a_preset_exist_and_share_no_key(preset: str) -> None:
    lines = {action.replace(".", "__"): keys for action, keys in PRESETS[preset].items()}
    assert find_problems(make_file(preset)) == []
    assert find_problems(make_file("", **lines)) == []


def test_every_problem_is_named_with_its_line() -> None:
    file = make_file(
        "emacs",
        workbench__rum="F6",
        editor__find="Hyper+F",
        editor__go="g",
        editor__comment=(),
        console__fix="Ctrl+G",
        consoles__wrap="Ctrl+K",
        menu__format="Ctrl+S",
        history__run="F6",
        grid__first="0",
    )
    problems = "\n".join(find_problems(file))
    for words in (
        "line 1: there is no preset “emacs”. Choose one of: “default”, “datagrip”, “vscode”.",
        "line 2: there is no action “workbench.rum”. Did you mean “workbench.run”?",
        "line 3: “Hyper+F” is not a key.",
        "line 4: “g” types a character, so it cannot be the key of “editor.go”.",
        "line 5: “editor.comment” has no key.",
        "line 6: “Ctrl+G” is also the key of “editor.go” (Editor).",
        "line 7: “Ctrl+K” edits text there, so it does not run “consoles.wrap” (Editor).",
        "line 8: “Ctrl+S” is also the key of “console.save” (Workbench).",
        "line 9: there is no action “history.run”.",
    ):
        assert words in problems
    assert "line 10" not in problems


def test_every_entry_of_the_menu_has_an_action_of_its_own() -> None:
    in_menus = {entry.identity: entry.label for menu in entries().values() for entry in menu}
    assert {entry.identity for entry in list_entries()} == set(in_menus)
    assert len(set(in_menus.values())) == len(in_menus)


def test_the_keys_that_messages_name_are_those_of_the_bindings() -> None:
    kinds = [DsqlTui, *(kind for _, kinds in PLACES for kind in kinds)]
    bound = {
        (binding.id, binding.key)
        for kind in kinds
        for binding in Binding.make_bindings(vars(kind).get("BINDINGS", ()))
    }
    assert set(FIXED.items()) <= bound


async def test_the_users_keys_work_and_are_shown_everywhere(start: Start) -> None:
    file = make_file(
        "vscode", workbench__run="F6", menu__begin="Alt+B", workbench__menu="F8", rows__sort="O"
    )
    async with DsqlTui(replace(start, keymap=file)).run_test(size=(120, 40)) as pilot:
        screen = await open_workbench(pilot)
        assert "press F6." in read_screen(screen)
        bar = screen.query_one(KeyBar)
        await wait_until(
            pilot, lambda: ("F6", "Run") in [(k.display, k.description) for k in bar.keys]
        )
        await run_sql(pilot, screen, "values (1), (2)")
        assert screen.console.result.table is None  # Ctrl+J has no action any more
        await pilot.press("f6")
        await wait_until(pilot, lambda: screen.console.result.table is not None)
        await wait_until(pilot, lambda: not screen.console.busy)
        await pilot.press("f3", "O")
        await wait_until(pilot, lambda: "▲" in read_screen(screen))
        await pilot.press("alt+b")
        await wait_until(pilot, lambda: screen.console.state.open)
        await pilot.press("f1")
        dialog = await wait_for_screen(pilot, HelpDialog)
        cells = [str(cell) for column in dialog.page.columns for cell in column.cells]
        assert {"  F6", "  F8", "  O", "  g or Alt+B"} <= set(cells)
        await pilot.press("escape")
        for key in ("f8", "ctrl+o"):
            await pilot.press(key, "b" if key == "ctrl+o" else "escape")
            await wait_until(pilot, lambda: pilot.app.screen is screen)
        await wait_until(pilot, lambda: not screen.console.state.open)


async def test_problems_of_the_keymap_are_shown_at_the_start(start: Start) -> None:
    file = make_file("", workbench__rum="F6", editor__go="g")
    app = DsqlTui(replace(start, keymap=file))
    async with app.run_test(size=(80, 24)) as pilot:
        await wait_until(pilot, lambda: len(list(app._notifications)) > 0)
        shown = "\n".join(str(note.message) for note in app._notifications)
        assert "line 2: there is no action “workbench.rum”" in shown
        assert "line 3: “g” types a character" in shown

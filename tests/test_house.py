"""What the house promises: rooms, layers at run time, and names that are not Textual's."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
import textwrap
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from textual.app import App
from textual.screen import Screen
from textual.widget import Widget

import dsql_tui

ROOT = Path(__file__).parent.parent
MODULES = sorted(module.name for module in walk_packages(dsql_tui.__path__, "dsql_tui."))
DELIBERATE = {"_highlight_query"}
"""What the editor takes over from Textual's TextArea, as its module says."""
ROOMS = sorted(
    path.name for path in (ROOT / "dsql_tui").iterdir() if (path / "__init__.py").exists()
)


def imported(statement: str) -> set[str]:
    """The top-level modules that a fresh Python holds after `statement`."""
    code = f"import sys; {statement}; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_everything_below_the_ui_can_be_had_without_textual() -> None:
    below = [name for name in MODULES if ".ui" not in name and not name.endswith("__main__")]
    assert not {"textual", "rich"} & imported(f"import {', '.join(below)}")


def test_the_first_frame_needs_neither_boto3_nor_psycopg_nor_pygments() -> None:
    heavy = {"boto3", "botocore", "psycopg", "pygments", "trustme"}
    # Rich and Textual may import Pygments by themselves one day; today they do not.
    assert not heavy & imported("import dsql_tui.cli, dsql_tui.ui.app")


def test_the_core_does_no_input_or_output() -> None:
    core = [
        n for n in MODULES if n.startswith(("dsql_tui.dsql", "dsql_tui.sql", "dsql_tui.results"))
    ]
    assert not {"socket", "ssl", "subprocess", "asyncio"} & imported(f"import {', '.join(core)}")


@pytest.mark.parametrize("module", MODULES)
def test_every_module_says_what_it_is_for(module: str) -> None:
    if not module.endswith("__main__"):
        assert (import_module(module).__doc__ or "").strip()


def test_no_widget_assigns_a_private_name_that_textual_uses() -> None:
    ours = [
        thing
        for name in MODULES
        if ".ui." in name
        for thing in vars(import_module(name)).values()
        if inspect.isclass(thing)
        and issubclass(thing, Widget | Screen | App)
        and thing.__module__.startswith("dsql_tui")
    ]
    assert ours
    for widget in set(ours):
        taken = _private_names(*(base for base in widget.__mro__[1:] if _is_textuals(base)))
        mine = _assigned(widget) - DELIBERATE
        assert not mine & taken, f"{widget.__name__}: {mine & taken}"


def _is_textuals(base: type) -> bool:
    return base.__module__.startswith("textual")


def _private_names(*bases: type) -> frozenset[str]:
    return frozenset().union(*(_assigned(base) for base in bases))


@cache
def _assigned(thing: type) -> frozenset[str]:
    """Private attributes that a class assigns on itself, told from its source."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(thing)))
    targets = [
        target
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    return frozenset(
        target.attr
        for target in targets
        if isinstance(target, ast.Attribute)
        and isinstance(target.value, ast.Name)
        and target.value.id == "self"
        and target.attr.startswith("_")
    )


def test_the_page_on_architecture_names_every_room() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text()
    for room in ROOMS:
        assert f"`{room}/`" in page

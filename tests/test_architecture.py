"""The architecture of the package: imports, docstrings, and attribute names."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from textual.app import App
from textual.screen import Screen
from textual.widget import Widget

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "dsql_tui"

MAX_FILE_LINES = 300
MAX_CLASS_LINES = 250
MAX_FUNCTION_LINES = 40
"""Lines of a function without its docstring."""

Graph = Mapping[str, frozenset[str]]
"""The imports of each node."""


def module_name(file: Path) -> str:
    """Return the dotted name of a module."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> Graph:
    """Return the modules of the package and their imports, also in functions and TYPE_CHECKING."""
    files = {module_name(file): file for file in module_files()}
    return {name: frozenset(imported_modules(file, files)) - {name} for name, file in files.items()}


def module_files() -> list[Path]:
    """Return the files of all modules; recipe templates are not in a package."""
    return [file for file in PACKAGE.rglob("*.py") if (file.parent / "__init__.py").exists()]


def imported_modules(file: Path, files: Mapping[str, Path]) -> Iterator[str]:
    """Yield the modules of the package that a file imports."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names):
                yield from (alias.name for alias in names if alias.name in files)
            case ast.ImportFrom(str(module), names, 0):
                for alias in names:
                    full = f"{module}.{alias.name}"
                    if full in files or module in files:
                        yield full if full in files else module


def ui_units() -> Graph:
    """Return the features of the UI (its folders and single modules) and their imports."""
    found: dict[str, set[str]] = {}
    for name, imports in modules().items():
        unit = ui_unit(name)
        if unit:
            found.setdefault(unit, set()).update(filter(None, map(ui_unit, imports)))
    return {unit: frozenset(imports) - {unit} for unit, imports in found.items()}


def ui_unit(module: str) -> str:
    """Return the feature of the UI that a module belongs to, or an empty string."""
    parts = module.split(".")
    return parts[2] if parts[:2] == ["dsql_tui", "ui"] and len(parts) > 2 else ""


def cycles(graph: Graph) -> list[str]:
    """Return one cycle of each group of nodes that import each other, as `a -> b -> a`."""
    found = []
    for start in sorted(graph):
        path = shortest_path(graph, start)
        if path and start == min(path):
            found.append(" -> ".join(path))
    return found


def shortest_path(graph: Graph, start: str) -> list[str]:
    """Return the shortest path from a node back to itself, or an empty list."""
    paths = [[start]]
    seen: set[str] = set()
    while paths:
        path = paths.pop(0)
        for imported in sorted(graph[path[-1]]):
            if imported == start:
                return [*path, start]
            if imported not in seen:
                seen.add(imported)
                paths.append([*path, imported])
    return []


def test_a_cycle_is_found() -> None:
    graph = {"a": frozenset("b"), "b": frozenset("cd"), "c": frozenset("a"), "d": frozenset()}
    assert cycles(graph) == ["a -> b -> c -> a"]
    assert cycles({**graph, "c": frozenset()}) == []


def test_every_kind_of_import_is_found() -> None:
    imports = modules()["dsql_tui.ui.picker.menu_actions"]
    assert "dsql_tui.ui.dialogs.menu" in imports  # at the top
    assert "dsql_tui.ui.start" in imports  # under TYPE_CHECKING
    assert "dsql_tui.ui.picker.welcome" in imports  # inside a function


def test_the_modules_have_no_import_cycle() -> None:
    assert cycles(modules()) == []


def test_the_features_of_the_ui_have_no_import_cycle() -> None:
    assert cycles(ui_units()) == []


def test_no_import_is_relative() -> None:
    """Relative imports are not in the graph."""
    for file in module_files():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and node.level), file


HEAVY = {"boto3", "botocore", "psycopg", "pygments", "trustme"}
"""Packages that take long to import."""

OVERRIDES = {"_highlight_query"}
"""Private names of Textual that the editor overrides on purpose, as its module says."""


def load_modules(*names: str) -> set[str]:
    """Return the top-level modules that a new Python process has loaded after some imports."""
    code = f"""
import sys, importlib
for name in {names!r}:
    importlib.import_module(name)
print(*{{name.split(".")[0] for name in sys.modules}})
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_everything_below_the_ui_loads_without_textual() -> None:
    below = [name for name in modules() if ".ui" not in name and not name.endswith("__main__")]
    assert not {"textual", "rich"} & load_modules(*below)


def test_the_first_frame_needs_no_heavy_package() -> None:
    assert not HEAVY & load_modules("dsql_tui.cli", "dsql_tui.ui.app")


def test_the_pure_packages_load_no_module_for_input_or_output() -> None:
    pure = ("dsql_tui.dsql", "dsql_tui.sql", "dsql_tui.results")
    loaded = load_modules(*(name for name in modules() if name.startswith(pure)))
    assert not {"socket", "ssl", "subprocess", "asyncio"} & loaded


@pytest.mark.parametrize("file", module_files(), ids=module_name)
def test_every_module_has_a_docstring(file: Path) -> None:
    if file.name != "__main__.py":
        assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("file", module_files(), ids=module_name)
def test_files_classes_and_functions_stay_short(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAX_FILE_LINES
    assert not too_long(ast.parse(text))


def test_a_long_function_is_found() -> None:
    """The docstring does not count, because it describes the arguments."""
    body = "    pass\n" * MAX_FUNCTION_LINES
    docstring = '    """Do it.' + "\n" * 20 + '    """\n'
    assert too_long(ast.parse(f"def long():\n{body}")) == ["long: 41"]
    assert not too_long(ast.parse(f"def short():\n{docstring}{body[9:]}"))


def too_long(tree: ast.Module) -> list[str]:
    """Return the classes and functions that have too many lines, with their number."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            is_class = isinstance(node, ast.ClassDef)
            count = lines_of(node) - (0 if is_class else docstring_lines(node))
            if count > (MAX_CLASS_LINES if is_class else MAX_FUNCTION_LINES):
                found.append(f"{node.name}: {count}")
    return found


def docstring_lines(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the number of lines of its docstring and those of the attributes it sets."""
    documents = (
        each
        for each in ast.walk(node)
        if isinstance(each, ast.Expr)
        and isinstance(each.value, ast.Constant)
        and isinstance(each.value.value, str)
    )
    return sum(map(lines_of, documents))


def lines_of(node: ast.stmt) -> int:
    """Return the number of lines of a statement."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_the_page_on_architecture_names_every_package() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    packages = [path.parent.name for path in PACKAGE.glob("*/__init__.py")]
    assert packages
    assert not [name for name in packages if f"`{name}/`" not in page]


def test_no_widget_assigns_a_private_attribute_of_textual() -> None:
    widgets = {
        value
        for name in modules()
        if ".ui." in name
        for value in vars(import_module(name)).values()
        if isinstance(value, type)
        and issubclass(value, Widget | Screen | App)
        and value.__module__.startswith("dsql_tui")
    }
    assert widgets
    for widget in widgets:
        bases = [base for base in widget.__mro__[1:] if base.__module__.startswith("textual")]
        textual = frozenset().union(*map(private_attributes, bases))
        clashes = (private_attributes(widget) - OVERRIDES) & textual
        assert not clashes, f"{widget.__name__}: {clashes}"


@cache
def private_attributes(kind: type) -> frozenset[str]:
    """Return the private attributes that the methods of a class assign on `self`."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(kind)))
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

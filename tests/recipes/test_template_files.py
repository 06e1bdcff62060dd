"""Each template file is used, renders, and is part of the wheel."""

from __future__ import annotations

import re
from pathlib import Path
from zipfile import ZipFile

import pytest

import dsql_tui.recipes
from dsql_tui.recipes import RECIPES
from dsql_tui.recipes.recipe import Recipe
from dsql_tui.recipes.render import render
from dsql_tui.recipes.template_files import read_template
from tests.recipes.contexts import ADMIN_CONTEXT

ROOT = Path(__file__).parents[2]
TEMPLATES = Path(dsql_tui.recipes.__file__).parent / "templates"
PATHS = [path for path in TEMPLATES.rglob("*") if path.is_file()]
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in PATHS)


def find_includes(folder: str, name: str) -> set[str]:
    """Return the path of a template and the paths of all that it includes."""
    path = name if name.startswith("shared/") else f"{folder}/{name}"
    includes = re.findall(r"^«include (.+)»$", (TEMPLATES / path).read_text(), re.MULTILINE)
    return {path}.union(*(find_includes(folder, include) for include in includes))


def test_every_template_is_used() -> None:
    used = {
        path
        for recipe in RECIPES
        for name in recipe.templates
        for path in find_includes(recipe.name, name)
    }
    assert sorted(used) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_template_ends_in_one_newline_and_its_lines_without_spaces(name: str) -> None:
    text = (TEMPLATES / name).read_text()
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert text == "\n".join(line.rstrip(" ") for line in text.split("\n"))


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_every_template_of_a_recipe_renders(recipe: Recipe) -> None:
    rendered = render(recipe, ADMIN_CONTEXT)
    assert all(part.text.strip() for part in rendered.files)
    assert bool(rendered.run) == bool(recipe.run)


def test_an_included_part_keeps_its_indentation() -> None:
    text = read_template("jdbc", "Connect.java")
    assert "\n        // Try it" in text
    assert text.endswith("}\n")
    assert "«include" not in text


def test_a_missing_template_raises_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        read_template("psql", "walk.sh")


def test_the_wheel_has_every_template(tmp_path: Path) -> None:
    wheel = pytest.importorskip("hatchling.builders.wheel").WheelBuilder(str(ROOT))
    [path] = wheel.build(directory=str(tmp_path), versions=["standard"])
    names = set(ZipFile(path).namelist())
    assert {f"dsql_tui/recipes/templates/{name}" for name in NAMES} <= names

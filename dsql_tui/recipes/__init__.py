"""How other clients connect: for each a recipe, as data and templates.

A recipe is one entry in the file of its family; a family is one file and one entry in `RECIPES`.
"""

from __future__ import annotations

from dsql_tui.recipes import (
    aws,
    cpp,
    dotnet,
    go,
    java,
    java_frameworks,
    javascript,
    javascript_drizzle,
    javascript_orm,
    php,
    psql,
    python,
    python_async,
    python_frameworks,
    python_sqlalchemy,
    ruby,
    rust,
    tools,
)
from dsql_tui.recipes.recipe import Recipe

RECIPES: tuple[Recipe, ...] = (
    *psql.RECIPES,
    *python.RECIPES,
    *python_async.RECIPES,
    *python_sqlalchemy.RECIPES,
    *python_frameworks.RECIPES,
    *javascript.RECIPES,
    *javascript_drizzle.RECIPES,
    *javascript_orm.RECIPES,
    *java.RECIPES,
    *java_frameworks.RECIPES,
    *go.RECIPES,
    *rust.RECIPES,
    *dotnet.RECIPES,
    *ruby.RECIPES,
    *php.RECIPES,
    *cpp.RECIPES,
    *tools.RECIPES,
    *aws.RECIPES,
    *python_async.AWS,
)
"""In the order in which they are shown."""


def find(name: str) -> Recipe | None:
    """The recipe of that name."""
    return next((recipe for recipe in RECIPES if recipe.name == name), None)


def matching(words: str) -> list[Recipe]:
    """The recipes in which all the words stand, in whatever order; all of them for none."""
    wanted = words.lower().split()
    return [recipe for recipe in RECIPES if all(word in _text(recipe) for word in wanted)]


def _text(recipe: Recipe) -> str:
    packages = " ".join(package.name for package in recipe.packages)
    return f"{recipe.name} {recipe.title} {recipe.group} {recipe.how} {packages}".lower()

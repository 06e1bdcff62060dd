"""Recipes: how other clients connect to a cluster.

To add one, write a `Recipe` in `clients/`, and its templates in `templates/NAME/`.
"""

from __future__ import annotations

from dsql_tui.recipes.clients import (
    aws,
    cpp,
    dotnet,
    go,
    java,
    java_frameworks,
    javascript,
    javascript_drizzle,
    javascript_orms,
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
    *javascript_orms.RECIPES,
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
)
"""All recipes, in display order."""


def find_recipe(name: str) -> Recipe | None:
    """Return the recipe with this name, or `None`."""
    return next((recipe for recipe in RECIPES if recipe.name == name), None)


def search_recipes(words: str) -> list[Recipe]:
    """Return the recipes that contain all the words, in any order."""
    wanted = words.lower().split()
    return [recipe for recipe in RECIPES if all(word in _join_texts(recipe) for word in wanted)]


def _join_texts(recipe: Recipe) -> str:
    packages = " ".join(package.name for package in recipe.packages)
    texts = (recipe.name, recipe.title, recipe.group, recipe.summary, packages)
    return " ".join(texts).lower()

"""Write a rendered recipe as Markdown or JSON, and the list of recipes as text or JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from dsql_tui.recipes.recipe import Recipe
from dsql_tui.recipes.render import Part, RenderedRecipe


def to_markdown(rendered: RenderedRecipe) -> str:
    """Return the whole recipe as a Markdown page."""
    recipe = rendered.recipe
    blocks = [f"# {recipe.title}: {recipe.summary}"]
    blocks += [f"## {part.title}\n\n{_fence(part)}" for part in rendered.parts]
    if rendered.notes:
        blocks.append("## Notes\n\n" + "\n".join(f"- {note}" for note in rendered.notes))
    blocks.append(f"{describe_testing(recipe)} Source: {recipe.source}")
    return "\n\n".join(blocks) + "\n"


def describe_testing(recipe: Recipe) -> str:
    """Return how the recipe was tested, in a sentence."""
    if recipe.tested == "sandbox":
        return f"Run exactly as shown against the sandbox, {recipe.checked}."
    return f"Not run ({recipe.static_reason}); reviewed {recipe.checked}."


def to_json(rendered: RenderedRecipe) -> str:
    """Return the whole recipe as a JSON object."""
    recipe = rendered.recipe
    packages = [
        {"ecosystem": package.ecosystem, "name": package.name, "version": package.version}
        for package in recipe.packages
    ]
    files = [
        {"path": part.path, "language": part.language, "text": part.text} for part in rendered.files
    ]
    fields = {
        **_describe(recipe),
        "trust": recipe.trust,
        "lifetime": recipe.lifetime_setting,
        "toolchain": recipe.toolchain,
        "packages": packages,
        "install": rendered.install,
        "files": files,
        "run": rendered.run,
        "notes": rendered.notes,
        "source": recipe.source,
        "holds_token": rendered.has_token,
    }
    return json.dumps(fields, indent=2, ensure_ascii=False) + "\n"


def list_as_json(recipes: Iterable[Recipe]) -> str:
    """Return the list of recipes as JSON objects."""
    return json.dumps([_describe(recipe) for recipe in recipes], indent=2) + "\n"


def list_as_text(recipes: Iterable[Recipe]) -> str:
    """Return the list of recipes, a line for each, by group."""
    recipes = list(recipes)
    width = max((len(recipe.name) for recipe in recipes), default=0)
    lines: list[str] = []
    group = ""
    for recipe in recipes:
        if recipe.group != group:
            group = recipe.group
            lines += ["", group]
        lines.append(f"  {recipe.name:{width}}  {recipe.title}: {recipe.summary}")
    return "\n".join(lines).lstrip("\n") + "\n"


def _describe(recipe: Recipe) -> dict[str, str]:
    return {
        "name": recipe.name,
        "title": recipe.title,
        "group": recipe.group,
        "summary": recipe.summary,
        "tested": recipe.tested,
        "checked": recipe.checked,
    }


def _fence(part: Part) -> str:
    """Return a text as a code block, with a fence longer than any run of backticks in it."""
    longest = max(map(len, re.findall("`+", part.text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{part.language}\n{part.text}{fence}"

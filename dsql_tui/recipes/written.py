"""A rendered recipe, written down: as Markdown to read, and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable

from dsql_tui.recipes.recipe import Recipe
from dsql_tui.recipes.render import Part, Rendered


def markdown(rendered: Rendered) -> str:
    """The whole recipe, to read or to paste into a page."""
    recipe = rendered.recipe
    blocks = [f"# {recipe.title}: {recipe.how}"]
    blocks += [f"## {part.title}\n\n{_fenced(part)}" for part in rendered.parts]
    if rendered.notes:
        blocks.append("## Notes\n\n" + "\n".join(f"- {note}" for note in rendered.notes))
    blocks.append(f"{tested(recipe)} {recipe.source}")
    return "\n\n".join(blocks) + "\n"


def tested(recipe: Recipe) -> str:
    """In a sentence, how far the recipe can be trusted."""
    if recipe.tested == "sandbox":
        return f"Run as it stands against the sandbox, {recipe.checked}."
    return f"Not run ({recipe.why}); checked by reading, {recipe.checked}."


def as_json(rendered: Rendered) -> str:
    """The whole recipe as an object."""
    recipe = rendered.recipe
    packages = [
        {"ecosystem": package.ecosystem, "name": package.name, "version": package.version}
        for package in recipe.packages
    ]
    files = [
        {"path": part.path, "language": part.language, "text": part.text} for part in rendered.files
    ]
    described = {
        **_described(recipe),
        "trust": recipe.trust,
        "lifetime": recipe.lifetime,
        "toolchain": recipe.toolchain,
        "packages": packages,
        "install": rendered.install,
        "files": files,
        "run": rendered.run,
        "notes": rendered.notes,
        "source": recipe.source,
        "holds_token": rendered.secret,
    }
    return json.dumps(described, indent=2, ensure_ascii=False) + "\n"


def listed_as_json(recipes: Iterable[Recipe]) -> str:
    """What recipes there are, as a list of objects."""
    return json.dumps([_described(recipe) for recipe in recipes], indent=2) + "\n"


def listed(recipes: Iterable[Recipe]) -> str:
    """What recipes there are, a line for each, by groups."""
    recipes = list(recipes)
    wide = max((len(recipe.name) for recipe in recipes), default=0)
    lines: list[str] = []
    group = ""
    for recipe in recipes:
        if recipe.group != group:
            group = recipe.group
            lines += ["", group]
        lines.append(f"  {recipe.name:{wide}}  {recipe.title}: {recipe.how}")
    return "\n".join(lines).lstrip("\n") + "\n"


def _described(recipe: Recipe) -> dict[str, str]:
    return {
        "name": recipe.name,
        "title": recipe.title,
        "group": recipe.group,
        "how": recipe.how,
        "tested": recipe.tested,
        "checked": recipe.checked,
    }


def _fenced(part: Part) -> str:
    return f"```{part.language}\n{part.text}```"

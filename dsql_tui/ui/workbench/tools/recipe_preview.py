"""Draw a rendered recipe, with its code highlighted."""

from __future__ import annotations

from textual.content import Content
from textual.highlight import highlight

from dsql_tui.recipes.formats import describe_testing
from dsql_tui.recipes.render import Part, RenderedRecipe
from dsql_tui.results.text import make_visible


def draw_recipe(rendered: RenderedRecipe, selected: Part, token_seconds: float) -> Content:
    """Return the recipe with the title of the selected part reversed.

    `token_seconds` is how long its token, if any, is still valid.
    """
    recipe = rendered.recipe
    lines = [
        Content.styled(f"{recipe.title}: {recipe.summary}", "bold"),
        Content.styled(describe_testing(recipe), "$text-muted"),
    ]
    if recipe.trust == "libpq":
        lines.append(Content.styled(f"For libpq {rendered.context.libpq}", "$text-muted"))
    if rendered.has_token:
        minutes, seconds = divmod(int(token_seconds), 60)
        text = f"Contains a token that is valid for {minutes}:{seconds:02}."
        lines.append(Content.styled(text, "$text-warning"))
    for part in rendered.parts:
        style = "bold reverse" if part == selected else "$text-muted"
        lines += [Content(""), Content.styled(f" {make_visible(part.title)} ", style)]
        lines.append(_highlight(part))
    lines += [Content.styled(f"– {make_visible(note)}", "$text-muted") for note in rendered.notes]
    lines.append(Content.styled(recipe.source, "$text-muted"))
    return Content("\n").join(lines)


def _highlight(part: Part) -> Content:
    text = "\n".join(map(make_visible, part.text.split("\n")))
    return highlight(text, language=part.language)

"""The page of all recipes: `python -m dsql_tui.recipes.page > docs/clients.md`."""

from __future__ import annotations

import sys
from itertools import groupby

from dsql_tui.recipes import RECIPES
from dsql_tui.recipes.recipe import Package, Recipe

_INTRODUCTION = """\
# Connect with everything

How other clients connect to Aurora DSQL: `dsql-tui recipe TARGET` lists them, `dsql-tui recipe
TARGET CLIENT` fills one in for a cluster and a database role, and so does the console (Ctrl+O R).

**sandbox**: the recipe was run as it is rendered against the sandbox, with nothing added but port,
address and the sandbox's certificate. It connected with the server's certificate verified and a
signed token, created a table, wrote, read and dropped it, as `admin` and as a custom role; and it
refused a certificate that a stranger had signed; plain recipes also got through PrivateLink's name
without private DNS. psql, C++, Ruby and PHP were there with libpq 15, which reads a file of root
certificates; Python's wheels bring libpq 17 and 18, which speak TLS from the first byte.
`python -m tests.clients` does all that again.
**static**: it could not be run where the tests run, and a check alone looks at what is rendered.
None was run against a cluster in AWS.

This page is made from the recipes by `python -m dsql_tui.recipes.page`.
"""


def page() -> str:
    """The page in Markdown."""
    groups = groupby(RECIPES, key=lambda recipe: recipe.group)
    return "\n".join([_INTRODUCTION, *(_group(name, list(found)) for name, found in groups)])


def _group(name: str, recipes: list[Recipe]) -> str:
    head = "| recipe | client | how | checked with | tested |\n|---|---|---|---|---|"
    return "\n".join([f"## {name}\n\n{head}", *map(_line, recipes)]) + "\n"


def _line(recipe: Recipe) -> str:
    versions = ", ".join(dict.fromkeys(map(_version, recipe.packages))) or "–"
    tested = f"{recipe.tested}, {recipe.checked}"
    if recipe.why:
        tested += f": {recipe.why}"
    cells = (f"`{recipe.name}`", f"[{recipe.title}]({recipe.source})", recipe.how, versions, tested)
    return f"| {' | '.join(cells)} |"


def _version(package: Package) -> str:
    return f"{package.name.rpartition(':')[2]} {package.version}"


if __name__ == "__main__":
    sys.stdout.write(page())

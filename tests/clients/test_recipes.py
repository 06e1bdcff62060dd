"""Recipes run exactly as rendered, as `admin` and as a custom role.

Only port, address and the sandbox's certificate are added. Each recipe creates a table, writes,
reads and drops it, and none accepts a certificate from an unknown authority.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from dsql_tui.dsql.role import ADMIN
from dsql_tui.recipes import RECIPES
from dsql_tui.recipes.recipe import Recipe
from dsql_tui.recipes.render import render
from dsql_tui.sandbox.ready import Ready
from tests.clients.conftest import CUSTOM, build_context, require_toolchain
from tests.clients.recipe_runner import RecipeRunner
from tests.sandbox.clients import connect

INPUT = """
CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text);
INSERT INTO hello_dsql (word) VALUES ('hello'), ('world');
SELECT count(*) || ' rows' FROM hello_dsql;
DROP TABLE hello_dsql;
"""
"""Input for interactive clients."""
OUTPUTS = {"boto3": "ACTIVE", "https-api": "ACTIVE", "token": "X-Amz-Signature"}
"""The output of recipes that do not print a number of rows."""
RUN = [recipe for recipe in RECIPES if recipe.tested == "sandbox" and recipe.run]
CASES = [(recipe, role) for recipe in RUN for role in (ADMIN, CUSTOM)]


def mark(cases: Iterable[tuple[Recipe, str]]) -> list[object]:
    """Return the cases as parameters; those that are not quick are marked `clients`."""
    return [
        pytest.param(
            recipe,
            role,
            id=f"{recipe.name}-{role}",
            marks=() if recipe.quick else pytest.mark.clients,
        )
        for recipe, role in cases
    ]


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("recipe", "role"), mark(CASES))
def test_a_recipe_creates_writes_reads_and_drops_a_table(
    runner: RecipeRunner, ready: Ready, recipe: Recipe, role: str
) -> None:
    require_toolchain(recipe)
    output = runner.run(render(recipe, build_context(ready, recipe, role)), INPUT)
    assert OUTPUTS.get(recipe.name, "2 rows") in output
    with connect(ready) as admin:
        tables = admin.execute("SELECT relname FROM pg_class WHERE relname = 'hello_dsql'")
        assert not tables.fetchall()


CONNECTING = [(recipe, role) for recipe, role in CASES if recipe.name not in OUTPUTS]
AS_ADMIN = [(recipe, role) for recipe, role in CONNECTING if role == ADMIN]


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("recipe", "role"), mark(AS_ADMIN))
def test_a_recipe_rejects_a_certificate_from_an_unknown_authority(
    runner: RecipeRunner, ready: Ready, tmp_path: Path, recipe: Recipe, role: str
) -> None:
    require_toolchain(recipe)
    import trustme

    certificate = tmp_path / "unknown.pem"
    trustme.CA().cert_pem.write_to_path(str(certificate))
    context = build_context(ready, recipe, role)
    context = replace(context, route=context.route._replace(sslrootcert=str(certificate)))
    with pytest.raises(
        AssertionError, match=r"(?i)certificate|pkix|unknownissuer|unknown authority"
    ):
        runner.run(render(recipe, context), INPUT)


SHARED = "vpce-0123456789abcdef0-abcdefgh.dsql-fnh4.us-east-1.vpce.amazonaws.com"
PRIVATE = [(recipe, role) for recipe, role in CONNECTING if recipe.supports_privatelink]


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("recipe", "role"), mark(PRIVATE))
def test_a_recipe_connects_through_privatelink_without_private_dns(
    runner: RecipeRunner, ready: Ready, recipe: Recipe, role: str
) -> None:
    require_toolchain(recipe)
    context = build_context(ready, recipe, role)
    context = replace(
        context,
        endpoint=context.endpoint._replace(via=SHARED),
        route=context.route._replace(sslrootcert=None),
    )
    assert "2 rows" in runner.run(render(recipe, context), INPUT)

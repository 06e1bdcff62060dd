"""Every recipe that can be carried out is: as `admin` and as a custom role, as it is rendered.

Only port, address and the sandbox's certificate are added. Each creates a table, writes, reads and
drops it; and none goes through with a certificate that a stranger signed.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dsql_tui.dsql.role import ADMIN
from dsql_tui.recipes import RECIPES
from dsql_tui.recipes.recipe import Recipe
from dsql_tui.recipes.render import render
from dsql_tui.sandbox.ready import Ready
from tests.clients.conftest import CUSTOM, need, place_for
from tests.clients.workshop import Workshop
from tests.sandbox.clients import connect

TYPED = """
CREATE TABLE hello_dsql (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), word text);
INSERT INTO hello_dsql (word) VALUES ('hello'), ('world');
SELECT count(*) || ' rows' FROM hello_dsql;
DROP TABLE hello_dsql;
"""
"""For the clients that wait for somebody to type."""
SAYS = {"boto3": "ACTIVE", "https-api": "ACTIVE", "token": "X-Amz-Signature"}
"""What a recipe prints, where it is not the number of its rows."""
RUN = [recipe for recipe in RECIPES if recipe.tested == "sandbox" and recipe.run]
CASES = [
    pytest.param(recipe, role, id=f"{recipe.name}-{role}", marks=marks)
    for recipe in RUN
    for role in (ADMIN, CUSTOM)
    for marks in [() if recipe.quick else pytest.mark.clients]
]


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("recipe", "role"), CASES)
def test_it_connects_and_creates_writes_reads_and_drops(
    workshop: Workshop, ready: Ready, recipe: Recipe, role: str
) -> None:
    need(recipe)
    said = workshop.carry_out(render(recipe, place_for(ready, recipe, role)), TYPED)
    assert SAYS.get(recipe.name, "2 rows") in said
    with connect(ready) as admin:
        left = admin.execute("SELECT relname FROM pg_class WHERE relname = 'hello_dsql'").fetchall()
    assert not left


STRANGE = [case for case in CASES if case.values[1] == ADMIN and case.values[0].name not in SAYS]


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("recipe", "role"), STRANGE)
def test_it_does_not_believe_a_certificate_that_a_stranger_signed(
    workshop: Workshop, ready: Ready, tmp_path: Path, recipe: Recipe, role: str
) -> None:
    need(recipe)
    import trustme

    stranger = tmp_path / "stranger.pem"
    trustme.CA().cert_pem.write_to_path(str(stranger))
    place = place_for(ready, recipe, role)
    deceived = replace(place, route=replace(place.route, sslrootcert=str(stranger)))
    with pytest.raises(
        AssertionError, match=r"(?i)certificate|pkix|unknownissuer|unknown authority"
    ):
        workshop.carry_out(render(recipe, deceived), TYPED)


SHARED = "vpce-0123456789abcdef0-abcdefgh.dsql-fnh4.us-east-1.vpce.amazonaws.com"
PRIVATE = [case for case in CASES if case.values[0].private and case.values[0].name not in SAYS]


@pytest.mark.timeout(1800)
@pytest.mark.parametrize(("recipe", "role"), PRIVATE)
def test_it_gets_through_privatelink_without_private_dns(
    workshop: Workshop, ready: Ready, recipe: Recipe, role: str
) -> None:
    need(recipe)
    place = place_for(ready, recipe, role)
    private = replace(
        place,
        endpoint=replace(place.endpoint, via=SHARED),
        route=replace(place.route, sslrootcert=None),
    )
    assert "2 rows" in workshop.carry_out(render(recipe, private), TYPED)

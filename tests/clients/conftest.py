"""A sandbox with a custom role in it, and the places on which recipes are carried out."""

from __future__ import annotations

import shutil

import pytest

from dsql_tui.dsql.role import ADMIN
from dsql_tui.dsql.route import Route
from dsql_tui.recipes.place import SYSTEM, Place
from dsql_tui.recipes.psql import ROLE
from dsql_tui.recipes.recipe import Recipe
from dsql_tui.recipes.render import render
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sql.scan import split
from tests.clients.workshop import Workshop, can_name, version_of_psql
from tests.sandbox.clients import connect, endpoint

CUSTOM = "app"
DEVELOPER = "arn:aws:iam::111122223333:user/developer"


@pytest.fixture(scope="module")
def workshop(ready: Ready, tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """Where recipes are carried out."""
    if not can_name():
        pytest.skip("this machine gives no process a hosts file of its own (unshare, mount)")
    workshop = Workshop(ready, tmp_path_factory.mktemp("workshop"))
    role = render(ROLE, place_for(ready, ROLE, CUSTOM))
    with connect(ready) as admin:
        for statement in split(role.files[0].text):
            admin.execute(statement.text)
    return workshop


def place_for(ready: Ready, recipe: Recipe, role: str = ADMIN) -> Place:
    """The sandbox's first cluster: production's place, and port, address and certificate."""
    libpq = version_of_psql() if recipe.trust == "libpq" else None
    return Place(
        endpoint(ready),
        role,
        route=Route(ready.hostaddr, ready.port, sslrootcert=ready.sslrootcert),
        libpq=libpq or SYSTEM,
        signer="dsql-tui",
        principal=DEVELOPER,
    )


def need(recipe: Recipe) -> None:
    """Skip the test where the recipe's toolchain is missing."""
    if recipe.toolchain and not shutil.which(recipe.toolchain):
        pytest.skip(f"{recipe.toolchain} is not installed")

"""A sandbox with a custom role, and the contexts that recipes are run with."""

from __future__ import annotations

import shutil

import pytest

from dsql_tui.dsql.role import ADMIN
from dsql_tui.dsql.route import Route
from dsql_tui.recipes.clients.psql import ROLE
from dsql_tui.recipes.context import SYSTEM_ROOTS, RecipeContext
from dsql_tui.recipes.recipe import Recipe
from dsql_tui.recipes.render import render
from dsql_tui.sandbox.ready import Ready
from dsql_tui.sql.statements import split
from tests.clients.recipe_runner import RecipeRunner, can_mount_hosts, find_psql_version
from tests.sandbox.clients import connect, endpoint

CUSTOM = "app"
DEVELOPER = "arn:aws:iam::111122223333:user/developer"


@pytest.fixture(scope="module")
def runner(ready: Ready, tmp_path_factory: pytest.TempPathFactory) -> RecipeRunner:
    """A runner for recipes, with the custom role created."""
    if not can_mount_hosts():
        pytest.skip("a process cannot have its own hosts file on this machine (unshare, mount)")
    runner = RecipeRunner(ready, tmp_path_factory.mktemp("runner"))
    role = render(ROLE, build_context(ready, ROLE, CUSTOM))
    with connect(ready) as admin:
        for statement in split(role.files[0].text):
            admin.execute(statement.text)
    return runner


def build_context(ready: Ready, recipe: Recipe, role: str = ADMIN) -> RecipeContext:
    """Return the context for the first cluster: only port, address and certificate are added."""
    libpq = find_psql_version() if recipe.trust == "libpq" else None
    return RecipeContext(
        endpoint(ready),
        role,
        route=Route(ready.hostaddr, ready.port, sslrootcert=ready.sslrootcert),
        libpq=libpq or SYSTEM_ROOTS,
        signer="dsql-tui",
        principal=DEVELOPER,
    )


def require_toolchain(recipe: Recipe) -> None:
    """Skip the test if the recipe's toolchain is not installed."""
    if recipe.toolchain and not shutil.which(recipe.toolchain):
        pytest.skip(f"{recipe.toolchain} is not installed")

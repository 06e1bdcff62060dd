"""Recipes for Drizzle."""

from __future__ import annotations

from dsql_tui.recipes.clients.javascript import CONNECTOR_PACKAGES
from dsql_tui.recipes.recipe import File, Package, Recipe

DRIZZLE_ADAPTER = Recipe(
    name="drizzle-adapter",
    title="Drizzle",
    group="JavaScript",
    summary="Aurora DSQL adapter, which authenticates and retries transactions after conflicts",
    source="https://github.com/awslabs/aurora-dsql-orms/tree/main/node/drizzle",
    packages=(
        Package("npm", "@aws/aurora-dsql-drizzle", "0.1.0"),
        *CONNECTOR_PACKAGES,
        Package("npm", "drizzle-orm", "0.45.4"),
    ),
    files=(File("connect.mjs", "javascript"),),
    run="shared/node/run.sh",
    notes=(
        "Always set the user: the adapter has no default.",
        "For migrations, run aurora-dsql-drizzle generate, transform and lint, and use the "
        "adapter's migrate(). Drizzle's migrator uses SERIAL and a single transaction.",
    ),
    lifetime_setting="maxLifetimeSeconds: 3300",
    static_reason="the adapter's package cannot be installed",
)

DRIZZLE = Recipe(
    name="drizzle",
    title="Drizzle, without the adapter",
    group="JavaScript",
    summary="Aurora DSQL connector for node-postgres as its pool",
    source="https://orm.drizzle.team/docs/get-started-postgresql",
    packages=(*CONNECTOR_PACKAGES, Package("npm", "drizzle-orm", "0.45.4")),
    files=(File("connect.mjs", "javascript"),),
    run="shared/node/run.sh",
    notes=(
        "Drizzle's migrator uses SERIAL and a single transaction. Instead, run each of its "
        "statements in its own transaction.",
    ),
    lifetime_setting="maxLifetimeSeconds: 3300",
    toolchain="npm",
    tested="sandbox",
)

RECIPES = (DRIZZLE_ADAPTER, DRIZZLE)

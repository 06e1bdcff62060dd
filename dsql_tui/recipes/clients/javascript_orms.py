"""Recipes for JavaScript ORMs: Prisma, Sequelize, TypeORM."""

from __future__ import annotations

from dsql_tui.recipes.clients.javascript import (
    CONNECTOR_PACKAGES,
    SAMPLES,
    SIGNER_PACKAGES,
)
from dsql_tui.recipes.recipe import File, Package, Recipe

PRISMA = Recipe(
    name="prisma",
    title="Prisma",
    group="JavaScript",
    summary="Aurora DSQL connector for node-postgres as its driver adapter",
    source="https://github.com/awslabs/aurora-dsql-orms/tree/main/node/prisma",
    packages=(
        *CONNECTOR_PACKAGES,
        Package("npm", "@prisma/adapter-pg", "7.10.0"),
        Package("npm", "@prisma/client", "7.10.0"),
        Package("npm", "prisma", "7.10.0"),
        Package("npm", "@aws/aurora-dsql-prisma-tools", "0.1.3"),
    ),
    files=(
        File("prisma/schema.prisma", "text"),
        File("connect.mjs", "javascript"),
    ),
    notes=(
        "For migrations, run aurora-dsql-prisma validate, transform, lint and migrate. Prisma's "
        "migrator takes an advisory lock unless PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK=1.",
        "If the CLI needs a URL with the token, percent-encode the token.",
    ),
    lifetime_setting="maxLifetimeSeconds: 3300",
    static_reason="its command line downloads an engine that is not available to the tests",
)

SEQUELIZE = Recipe(
    name="sequelize",
    title="Sequelize",
    group="JavaScript",
    summary="Aurora DSQL connector for node-postgres as its driver",
    source=f"{SAMPLES}/sequelize",
    packages=(*CONNECTOR_PACKAGES, Package("npm", "sequelize", "6.37.8")),
    files=(File("connect.mjs", "javascript"),),
    run="shared/node/run.sh",
    notes=(
        "clientMinMessages: 'ignore' is required: otherwise Sequelize sets client_min_messages, "
        "which Aurora DSQL rejects.",
        "Do not set isolationLevel: it sends SET TRANSACTION.",
        "sync() fails once a table has columns beside its key: create tables with createTable or "
        "migrations.",
    ),
    toolchain="npm",
    tested="sandbox",
)

TYPEORM = Recipe(
    name="typeorm",
    title="TypeORM",
    group="JavaScript",
    summary="a token from the AWS SDK for each connection",
    source=f"{SAMPLES}/typeorm",
    packages=(
        *SIGNER_PACKAGES,
        Package("npm", "pg", "8.23.1"),
        Package("npm", "reflect-metadata", "0.2.2"),
        Package("npm", "typeorm", "1.1.1"),
    ),
    files=(File("connect.mjs", "javascript"),),
    run="shared/node/run.sh",
    notes=(
        "Do not nest transactions: TypeORM then sends SAVEPOINT.",
        "The migrations table uses SERIAL. Create it yourself first, with a uuid as its id.",
    ),
    lifetime_setting="maxLifetimeSeconds: 3300",
    toolchain="npm",
    tested="sandbox",
)

RECIPES = (PRISMA, SEQUELIZE, TYPEORM)

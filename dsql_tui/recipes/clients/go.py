"""Recipes for Go: pgx."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Package, Recipe

PGX = Recipe(
    name="pgx",
    title="pgx",
    group="Go",
    summary="Aurora DSQL connector, which authenticates each connection",
    source="https://github.com/awslabs/aurora-dsql-connectors/tree/main/go/pgx",
    packages=(
        Package("go", "github.com/awslabs/aurora-dsql-connectors/go/pgx", "v0.4.0"),
        Package("go", "github.com/jackc/pgx/v5", "v5.8.0"),
    ),
    files=(File("main.go", "go"),),
    run="shared/go/run.sh",
    notes=(
        "The connector replaces the startup parameters, so the code sets the search path after "
        "connecting.",
        "The connector's package occretry retries a transaction after a conflict.",
    ),
    lifetime_setting="55 * time.Minute",
    toolchain="go",
    tested="sandbox",
)

PGX_TOKEN = Recipe(
    name="pgx-token",
    title="pgx, plain",
    group="Go",
    summary="a token from the AWS SDK for each connection",
    source="https://github.com/aws-samples/aurora-dsql-samples/tree/main/go/pgx",
    packages=(
        Package("go", "github.com/aws/aws-sdk-go-v2/config", "v1.32.12"),
        Package("go", "github.com/aws/aws-sdk-go-v2/feature/dsql/auth", "v1.1.20"),
        Package("go", "github.com/jackc/pgx/v5", "v5.8.0"),
    ),
    files=(File("main.go", "go"),),
    run="shared/go/run.sh",
    lifetime_setting="55 * time.Minute",
    toolchain="go",
    tested="sandbox",
)

RECIPES = (PGX, PGX_TOKEN)

"""Recipes for PHP: PDO."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Package, Recipe

PDO = Recipe(
    name="pdo",
    title="PDO",
    group="PHP",
    summary="Aurora DSQL connector, which authenticates each connection",
    source="https://github.com/awslabs/aurora-dsql-connectors/tree/main/php/pdo_pgsql",
    packages=(Package("composer", "awslabs/aurora-dsql-pdo-pgsql", "0.1.1"),),
    files=(File("connect.php", "php"),),
    notes=("Do not use persistent connections: they outlive the hour that a connection lasts.",),
    trust="libpq",
    static_reason="Packagist is not available to the tests",
)

PDO_TOKEN = Recipe(
    name="pdo-token",
    title="PDO, plain",
    group="PHP",
    summary="settings and a token from the environment",
    source="https://github.com/aws-samples/aurora-dsql-samples/tree/main/php",
    packages=(Package("apt", "php-pgsql", "8.2"),),
    files=(File("connect.php", "php"),),
    notes=(
        "In a web application, sign with Aws\\DSQL\\AuthTokenGenerator of aws/aws-sdk-php and set "
        "the variables with putenv().",
        "PDO reads a semicolon in a data source name as a separator, even inside quotes.",
    ),
    trust="libpq",
    supports_hostaddr=True,
    supports_privatelink=True,
    toolchain="php",
    tested="sandbox",
)

RECIPES = (PDO, PDO_TOKEN)

"""Recipes for .NET: Npgsql and Entity Framework Core."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Package, Recipe

_NO_DOTNET = ".NET is not available to the tests"

NPGSQL = Recipe(
    name="npgsql",
    title="Npgsql",
    group=".NET",
    summary="Aurora DSQL connector, which authenticates each connection",
    source="https://github.com/awslabs/aurora-dsql-connectors/tree/main/dotnet/npgsql",
    packages=(Package("nuget", "Amazon.AuroraDsql.Npgsql", "1.1.0"),),
    files=(File("Program.cs", "csharp"),),
    run="shared/dotnet/run.sh",
    lifetime_setting="ConnectionLifetime = 3300",
    static_reason=_NO_DOTNET,
)

NPGSQL_TOKEN = Recipe(
    name="npgsql-token",
    title="Npgsql, plain",
    group=".NET",
    summary="a token from the AWS SDK for each connection",
    source="https://github.com/aws-samples/aurora-dsql-samples/tree/main/dotnet/npgsql",
    packages=(
        Package("nuget", "Npgsql", "10.0.3"),
        Package("nuget", "AWSSDK.DSQL", "4.0"),
    ),
    files=(File("Program.cs", "csharp"),),
    run="shared/dotnet/run.sh",
    notes=(
        "NoResetOnClose is required: otherwise the pool resets a connection with DISCARD ALL, "
        "which Aurora DSQL rejects.",
    ),
    lifetime_setting="ConnectionLifetime = 3300",
    static_reason=_NO_DOTNET,
)

EF_CORE = Recipe(
    name="ef-core",
    title="Entity Framework Core",
    group=".NET",
    summary="Aurora DSQL provider and connector",
    source="https://github.com/awslabs/aurora-dsql-orms/tree/main/dotnet/efcore",
    packages=(
        Package("nuget", "Amazon.AuroraDsql.EntityFrameworkCore", "1.0.0"),
        Package("nuget", "Amazon.AuroraDsql.Npgsql", "1.1.0"),
    ),
    files=(File("Program.cs", "csharp"),),
    run="shared/dotnet/run.sh",
    notes=("The provider does not send SET TRANSACTION, SAVEPOINT or LOCK TABLE.",),
    lifetime_setting="ConnectionLifetime = 3300",
    static_reason=_NO_DOTNET,
)

RECIPES = (NPGSQL, NPGSQL_TOKEN, EF_CORE)

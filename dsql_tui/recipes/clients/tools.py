"""Recipes for graphical tools: DBeaver, DataGrip and SQLTools for VS Code."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Recipe

_GUIDE = "https://docs.aws.amazon.com/aurora-dsql/latest/userguide"
_GRAPHICAL = "a graphical program"
_TOKEN_EXPIRES = (
    "Each new window or list opens another session, which needs a token that is still valid. "
    "A pasted token expires; the connector signs new ones."
)
_SESSIONS = "Ignore its views of sessions and locks: they do not apply to Aurora DSQL."

DBEAVER = Recipe(
    name="dbeaver",
    title="DBeaver",
    group="Tools",
    summary="Aurora DSQL plugin, which authenticates with IAM",
    source="https://github.com/awslabs/aurora-dsql-dbeaver-plugin",
    files=(File("data-sources-dsql.json", "json"),),
    notes=(
        "DBeaver PRO has a driver for Aurora DSQL since version 25.3.",
        "After a restart, DBeaver reads all files data-sources*.json in that folder. This one has "
        "no password.",
        _SESSIONS,
    ),
    open_command="dbeaver",
    static_reason=_GRAPHICAL,
)

DBEAVER_TOKEN = Recipe(
    name="dbeaver-token",
    title="DBeaver, without the plugin",
    group="Tools",
    summary="PostgreSQL driver, and a token to paste",
    source=f"{_GUIDE}/accessing-dbeaver.html",
    files=(
        File("", "text", "shared/settings.txt"),
        File("data-sources-dsql.json", "json"),
    ),
    notes=(
        _TOKEN_EXPIRES,
        "If the driver cannot be downloaded on Windows, clear “Use Windows trust store”.",
        _SESSIONS,
    ),
    open_command="dbeaver -con «dbeaver_connection»",
    sets_search_path=False,
    static_reason=_GRAPHICAL,
)

DATAGRIP = Recipe(
    name="datagrip",
    title="DataGrip and JetBrains IDEs",
    group="Tools",
    summary="Aurora DSQL connector for JDBC as a user driver, which authenticates with IAM",
    source="https://github.com/awslabs/aurora-dsql-connectors/tree/main/java/jdbc",
    run="",
    files=(File("", "text", "settings.txt"),),
    notes=(
        "Introspection warns about catalogs that do not exist. Statements run anyway.",
        _SESSIONS,
    ),
    static_reason=_GRAPHICAL,
)

DATAGRIP_TOKEN = Recipe(
    name="datagrip-token",
    title="DataGrip and JetBrains IDEs, without the connector",
    group="Tools",
    summary="PostgreSQL driver, and a token to paste",
    source=f"{_GUIDE}/accessing-datagrip.html",
    files=(
        File("", "text", "shared/settings.txt"),
        File(".idea/dataSources.xml", "xml"),
        File("clipboard.txt", "xml"),
    ),
    notes=(
        "A project with this file in .idea has the data source. Or copy clipboard.txt and choose "
        "Import from Clipboard in Data Sources.",
        _TOKEN_EXPIRES,
        _SESSIONS,
    ),
    open_command="datagrip .",
    static_reason=_GRAPHICAL,
)

SQLTOOLS = Recipe(
    name="sqltools",
    title="VS Code, SQLTools",
    group="Tools",
    summary="Aurora DSQL Driver for SQLTools, which authenticates with IAM",
    source="https://marketplace.visualstudio.com/items?itemName="
    "amazonwebservices.aurora-dsql-driver-for-sqltools",
    files=(File(".vscode/settings.json", "json"),),
    notes=("The driver also installs the extension mtxr.sqltools.",),
    static_reason="an extension of VS Code",
)

RECIPES = (DBEAVER, DBEAVER_TOKEN, DATAGRIP, DATAGRIP_TOKEN, SQLTOOLS)

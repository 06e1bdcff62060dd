"""Programs with windows: DBeaver, DataGrip, SQLTools."""

from __future__ import annotations

from dsql_tui.recipes.recipe import File, Recipe

_GUIDE = "https://docs.aws.amazon.com/aurora-dsql/latest/userguide"
_WINDOW = "it is a program with a window"
_TYPED = """
Host       «endpoint»
Port       «port_number»
Database   postgres
User       «role»
Password   «password»
«!password»Password   what this prints: «token_command»
SSL        verify-full
Root CA    «ca»
"""
_AGAIN = (
    "A new window or list opens another session, which needs a token that has not expired: the "
    "connector signs by itself, a pasted token does not."
)
_SESSIONS = "Its views of sessions and locks mean nothing on Aurora DSQL."

DBEAVER = Recipe(
    name="dbeaver",
    title="DBeaver",
    group="Programs",
    how="Aurora DSQL plugin, which signs by itself",
    source="https://github.com/awslabs/aurora-dsql-dbeaver-plugin",
    files=(
        File(
            "data-sources-dsql.json",
            "json",
            """
{
  "folders": { "Aurora DSQL": {} },
  "connections": {
    «connection_id»: {
      "provider": "aurora:dsql",
      "driver": "aurora:dsql:jdbc",
      "name": «connection_name»,
      "folder": "Aurora DSQL",
      "save-password": false,
      "read-only": false,
      "configuration": {
        "url": «jdbc_connector»,
        "configurationType": "URL",
        "type": "dev",
        "auth-model": "native"
      }
    }
  }
}
""",
        ),
    ),
    run="""
# Once: Help, Install New Software, https://awslabs.github.io/aurora-dsql-dbeaver-plugin/update-site/
# On macOS the workspace is ~/Library/DBeaverData/workspace6.
cp data-sources-dsql.json ~/.local/share/DBeaverData/workspace6/General/.dbeaver/
""",
    notes=(
        "DBeaver PRO from 25.3 on has a driver named Aurora DSQL of its own.",
        "Any file data-sources*.json there is read, after a restart. No password is in it.",
        _SESSIONS,
    ),
    opens="dbeaver",
    why=_WINDOW,
)

DBEAVER_TOKEN = Recipe(
    name="dbeaver-token",
    title="DBeaver, without the plugin",
    group="Programs",
    how="PostgreSQL's driver, and a token to paste",
    source=f"{_GUIDE}/accessing-dbeaver.html",
    files=(
        File("", "text", _TYPED),
        File(
            "data-sources-dsql.json",
            "json",
            """
{
  "folders": { "Aurora DSQL": {} },
  "connections": {
    «connection_id»: {
      "provider": "postgresql",
      "driver": "postgres-jdbc",
      "name": «connection_name»,
      "folder": "Aurora DSQL",
      "save-password": false,
      "read-only": false,
      "configuration": {
        "host": «endpoint»,
        "port": "«port_number:raw»",
        "database": "postgres",
        "url": «jdbc_plain»,
        "configurationType": "MANUAL",
        "type": "dev",
        "auth-model": "native",
        "handlers": {
          "postgre_ssl": {
            "type": "CONFIG",
            "enabled": true,
            "properties": { "sslMode": "verify-full" }
          }
        }
      }
    }
  }
}
""",
        ),
    ),
    run="cp data-sources-dsql.json ~/.local/share/DBeaverData/workspace6/General/.dbeaver/",
    notes=(
        _AGAIN,
        "On Windows untick “Use Windows trust store” where the driver cannot be downloaded.",
        _SESSIONS,
    ),
    opens="dbeaver -con «dbeaver_con»",
    searches=False,
    why=_WINDOW,
)

DATAGRIP = Recipe(
    name="datagrip",
    title="DataGrip and JetBrains IDEs",
    group="Programs",
    how="the Aurora DSQL connector for JDBC as a driver of your own, which signs by itself",
    source="https://github.com/awslabs/aurora-dsql-connectors/tree/main/java/jdbc",
    files=(
        File(
            "",
            "text",
            """
Drivers, +, User Driver
Name           Aurora DSQL
Driver files   aurora-dsql-jdbc-connector-1.5.0-all.jar
Class          software.amazon.dsql.jdbc.DSQLConnector
Dialect        PostgreSQL

Data Sources, +, Aurora DSQL
Authentication No auth
URL            «jdbc_connector»
""",
        ),
    ),
    notes=(
        "Introspection warns about catalogs that do not apply; statements run all the same.",
        _SESSIONS,
    ),
    why=_WINDOW,
)

DATAGRIP_TOKEN = Recipe(
    name="datagrip-token",
    title="DataGrip and JetBrains IDEs, without the connector",
    group="Programs",
    how="PostgreSQL's driver, and a token to paste",
    source=f"{_GUIDE}/accessing-datagrip.html",
    files=(
        File("", "text", _TYPED),
        File(
            ".idea/dataSources.xml",
            "xml",
            """
<?xml version="1.0" encoding="UTF-8"?>
<project version="4">
  <component name="DataSourceManagerImpl" format="xml" multifile-model="true">
    <data-source source="LOCAL" name="«connection_name»" uuid="«uuid»">
      <driver-ref>postgresql</driver-ref>
      <synchronize>true</synchronize>
      <jdbc-driver>org.postgresql.Driver</jdbc-driver>
      <jdbc-url>«jdbc_plain»</jdbc-url>
    </data-source>
  </component>
</project>
""",
        ),
        File(
            "clipboard.txt",
            "xml",
            """
#DataSourceSettings#
#LocalDataSource: «connection_name»
#BEGIN#
<data-source source="LOCAL" name="«connection_name»" uuid="«uuid»"><driver-ref>postgresql</driver-ref><synchronize>true</synchronize><jdbc-driver>org.postgresql.Driver</jdbc-driver><jdbc-url>«jdbc_plain»</jdbc-url><secret-storage>master_key</secret-storage><user-name>«role»</user-name></data-source>
#END#
""",
        ),
    ),
    run="datagrip .",
    notes=(
        "A project with the file in .idea has the data source; or copy clipboard.txt, and in Data "
        "Sources choose Import from Clipboard.",
        _AGAIN,
        _SESSIONS,
    ),
    opens="datagrip .",
    why=_WINDOW,
)

SQLTOOLS = Recipe(
    name="sqltools",
    title="VS Code, SQLTools",
    group="Programs",
    how="Aurora DSQL Driver for SQLTools, which signs by itself",
    source="https://marketplace.visualstudio.com/items?itemName="
    "amazonwebservices.aurora-dsql-driver-for-sqltools",
    files=(
        File(
            ".vscode/settings.json",
            "json",
            """
{
  "sqltools.connections": [
    {
      "name": «connection_name»,
      "driver": "Aurora DSQL Driver for SQLTools",
      "connectionMethod": "Server and Port",
      "server": «host»,
      "port": «port_number:raw»,
      "database": "postgres",
      "region": «region»,
      "profile": «profile»,
      "pgOptions": {
        "options": «options»,
        "ssl": {
          "ca": «ca»,
          "rejectUnauthorized": true
        }
      },
      "username": «role»
    }
  ]
}
""",
        ),
    ),
    run="code --install-extension amazonwebservices.aurora-dsql-driver-for-sqltools",
    notes=("It needs the extension mtxr.sqltools, which comes along.",),
    why="it is an extension of VS Code",
)


RECIPES = (DBEAVER, DBEAVER_TOKEN, DATAGRIP, DATAGRIP_TOKEN, SQLTOOLS)

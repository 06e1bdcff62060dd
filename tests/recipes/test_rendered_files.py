"""The programs that read a recipe's files can read them, in every context."""

from __future__ import annotations

import json
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from configparser import ConfigParser
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

import pytest
import yaml
from cfnlint.api import lint

from dsql_tui.recipes import RECIPES
from dsql_tui.recipes.clients.aws import CLOUDFORMATION, MCP
from dsql_tui.recipes.clients.psql import SERVICE
from dsql_tui.recipes.clients.ruby import RAILS
from dsql_tui.recipes.clients.tools import DATAGRIP_TOKEN, DBEAVER, DBEAVER_TOKEN, SQLTOOLS
from dsql_tui.recipes.context import RecipeContext
from dsql_tui.recipes.recipe import Recipe
from dsql_tui.recipes.render import render
from tests.recipes.contexts import (
    ADMIN_CONTEXT,
    AWKWARD_CONTEXT,
    CONTEXTS,
    CUSTOM_CONTEXT,
    ENDPOINT,
)

EVERY_CONTEXT = pytest.mark.parametrize("context", CONTEXTS.values(), ids=CONTEXTS)


def render_file(recipe: Recipe, context: RecipeContext, suffix: str) -> str:
    """Return the recipe's file with this suffix."""
    files = render(recipe, context).files
    return next(part.text for part in files if part.path.endswith(suffix))


@EVERY_CONTEXT
@pytest.mark.parametrize("recipe", [DBEAVER, DBEAVER_TOKEN], ids=lambda recipe: recipe.name)
def test_dbeaver_finds_one_connection_in_a_folder_and_no_password(
    recipe: Recipe, context: RecipeContext
) -> None:
    sources = json.loads(render_file(recipe, context, ".json"))
    [(name, connection)] = sources["connections"].items()
    assert name == f"dsql-{ENDPOINT.identifier}-{context.role}"
    assert connection["folder"] in sources["folders"]
    assert connection["save-password"] is False
    assert "password" not in json.dumps(connection["configuration"])
    url = urlsplit(connection["configuration"]["url"].removeprefix("jdbc:").split(":", 1)[-1])
    assert url.hostname == ENDPOINT.host


def test_dbeaver_with_the_plugin_has_the_driver_and_the_role() -> None:
    sources = json.loads(render_file(DBEAVER, AWKWARD_CONTEXT, ".json"))
    [connection] = sources["connections"].values()
    assert (connection["provider"], connection["driver"]) == ("aurora:dsql", "aurora:dsql:jdbc")
    # The connector decodes the query, and pgJDBC decodes it again.
    query = parse_qs(unquote(connection["configuration"]["url"].partition("?")[2]))
    assert query["user"] == [AWKWARD_CONTEXT.role]
    assert query["sslmode"] == ["verify-full"]


def test_dbeaver_without_the_plugin_verifies_the_server() -> None:
    sources = json.loads(render_file(DBEAVER_TOKEN, CUSTOM_CONTEXT, ".json"))
    [connection] = sources["connections"].values()
    tls = connection["configuration"]["handlers"]["postgre_ssl"]
    assert tls["enabled"] is True
    assert tls["properties"]["sslMode"] == "verify-full"


@EVERY_CONTEXT
def test_datagrip_finds_one_data_source_in_its_project(context: RecipeContext) -> None:
    project = ElementTree.fromstring(render_file(DATAGRIP_TOKEN, context, ".xml").encode())
    [source] = project.findall("./component[@name='DataSourceManagerImpl']/data-source")
    assert UUID(source.get("uuid"))
    assert source.get("name") == f"{ENDPOINT.identifier} as {context.role}"
    assert source.findtext("driver-ref") == "postgresql"
    assert (source.findtext("jdbc-url") or "").startswith(f"jdbc:postgresql://{ENDPOINT.host}:")


@EVERY_CONTEXT
def test_datagrip_can_import_the_clipboard(context: RecipeContext) -> None:
    lines = render_file(DATAGRIP_TOKEN, context, "clipboard.txt").splitlines()
    assert lines[0] == "#DataSourceSettings#"
    assert lines[1].startswith("#LocalDataSource: ")
    assert (lines[2], lines[4]) == ("#BEGIN#", "#END#")
    source = ElementTree.fromstring(lines[3])
    assert source.findtext("user-name") == context.role
    assert not source.findall("password")


@EVERY_CONTEXT
def test_vs_code_verifies_the_server(context: RecipeContext) -> None:
    settings = json.loads(render_file(SQLTOOLS, context, ".json"))
    [connection] = settings["sqltools.connections"]
    assert connection["pgOptions"]["ssl"]["rejectUnauthorized"] is True
    assert connection["username"] == context.role


@EVERY_CONTEXT
def test_an_mcp_server_gets_one_argument_for_each_value(context: RecipeContext) -> None:
    servers = json.loads(render_file(MCP, context, ".json"))["mcpServers"]
    arguments = servers["aurora-dsql"]["args"]
    assert arguments[arguments.index("--database_user") + 1] == context.role
    assert ("--profile" in arguments) == (context.profile is not None)


@EVERY_CONTEXT
def test_a_service_file_has_one_service(context: RecipeContext) -> None:
    service = ConfigParser(interpolation=None)
    service.read_string(render_file(SERVICE, context, ".conf"))
    assert service.sections() == ["dsql"]
    assert "password" not in service["dsql"]


def test_cfn_lint_finds_no_problem_in_the_template() -> None:
    assert not lint(render_file(CLOUDFORMATION, ADMIN_CONTEXT, ".yaml"), None, [ENDPOINT.region])


@EVERY_CONTEXT
def test_rails_settings_are_yaml_and_verify_the_server(context: RecipeContext) -> None:
    settings = yaml.safe_load(render_file(RAILS, context, ".yml"))
    assert settings["production"]["username"] == context.role
    assert settings["production"]["sslmode"] == "verify-full"


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
@EVERY_CONTEXT
def test_bash_can_parse_every_script(context: RecipeContext) -> None:
    for recipe in RECIPES:
        rendered = render(recipe, context)
        script = rendered.install + rendered.run
        done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True)
        assert not done.stderr, recipe.name

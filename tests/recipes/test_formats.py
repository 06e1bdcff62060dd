"""Files that programs read are what those programs read: parsed back, for every kind of place."""

from __future__ import annotations

import json
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from configparser import ConfigParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
import yaml
from cfnlint.api import lint

from dsql_tui.recipes import RECIPES
from dsql_tui.recipes.aws import CLOUDFORMATION, MCP
from dsql_tui.recipes.place import Place
from dsql_tui.recipes.psql import SERVICE
from dsql_tui.recipes.recipe import Recipe
from dsql_tui.recipes.render import render
from dsql_tui.recipes.ruby import RAILS
from dsql_tui.recipes.tools import DATAGRIP_TOKEN, DBEAVER, DBEAVER_TOKEN, SQLTOOLS
from tests.recipes.places import ADMINS, AWKWARD, CUSTOMS, ENDPOINT, PLACES

EVERYWHERE = pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)


def text(recipe: Recipe, place: Place, ending: str) -> str:
    """The recipe's file with that ending."""
    return next(part.text for part in render(recipe, place).files if part.path.endswith(ending))


@EVERYWHERE
@pytest.mark.parametrize("recipe", [DBEAVER, DBEAVER_TOKEN], ids=lambda recipe: recipe.name)
def test_dbeaver_finds_one_connection_in_a_folder_and_no_password(
    recipe: Recipe, place: Place
) -> None:
    sources = json.loads(text(recipe, place, ".json"))
    [(name, connection)] = sources["connections"].items()
    assert name == f"dsql-{ENDPOINT.identifier}-{place.role}"
    assert connection["folder"] in sources["folders"]
    assert connection["save-password"] is False
    assert "password" not in json.dumps(connection["configuration"])
    url = urlsplit(connection["configuration"]["url"].removeprefix("jdbc:").split(":", 1)[-1])
    assert url.hostname == ENDPOINT.host


def test_dbeaver_with_the_plugin_names_its_driver_and_the_role() -> None:
    [connection] = json.loads(text(DBEAVER, AWKWARD, ".json"))["connections"].values()
    assert (connection["provider"], connection["driver"]) == ("aurora:dsql", "aurora:dsql:jdbc")
    asked = parse_qs(urlsplit(connection["configuration"]["url"]).query)
    query = parse_qs(connection["configuration"]["url"].partition("?")[2])
    assert query["user"] == [AWKWARD.role]
    assert query["profile"] == [AWKWARD.profile]
    assert query["sslmode"] == ["verify-full"]
    assert asked in ({}, query)


def test_dbeaver_without_the_plugin_verifies_the_server() -> None:
    [connection] = json.loads(text(DBEAVER_TOKEN, CUSTOMS, ".json"))["connections"].values()
    tls = connection["configuration"]["handlers"]["postgre_ssl"]
    assert tls["enabled"] is True
    assert tls["properties"]["sslMode"] == "verify-full"


@EVERYWHERE
def test_datagrip_finds_one_data_source_in_its_project(place: Place) -> None:
    project = ElementTree.fromstring(text(DATAGRIP_TOKEN, place, ".xml").encode())
    [source] = project.findall("./component[@name='DataSourceManagerImpl']/data-source")
    assert UUID(source.get("uuid"))
    assert source.get("name") == f"{ENDPOINT.identifier} as {place.role}"
    assert source.findtext("driver-ref") == "postgresql"
    assert (source.findtext("jdbc-url") or "").startswith(f"jdbc:postgresql://{ENDPOINT.host}:")


@EVERYWHERE
def test_datagrip_can_import_the_clipboard(place: Place) -> None:
    lines = text(DATAGRIP_TOKEN, place, "clipboard.txt").splitlines()
    assert lines[0] == "#DataSourceSettings#"
    assert lines[1].startswith("#LocalDataSource: ")
    assert (lines[2], lines[4]) == ("#BEGIN#", "#END#")
    source = ElementTree.fromstring(lines[3])
    assert source.findtext("user-name") == place.role
    assert not source.findall("password")


@EVERYWHERE
def test_vs_codes_settings_verify_the_server(place: Place) -> None:
    [connection] = json.loads(text(SQLTOOLS, place, ".json"))["sqltools.connections"]
    assert connection["pgOptions"]["ssl"]["rejectUnauthorized"] is True
    assert connection["username"] == place.role


@EVERYWHERE
def test_an_assistants_server_gets_its_arguments_one_by_one(place: Place) -> None:
    arguments = json.loads(text(MCP, place, ".json"))["mcpServers"]["aurora-dsql"]["args"]
    assert arguments[arguments.index("--database_user") + 1] == place.role
    assert ("--profile" in arguments) == (place.profile is not None)


@EVERYWHERE
def test_a_service_file_has_one_service(place: Place) -> None:
    service = ConfigParser(interpolation=None)
    service.read_string(text(SERVICE, place, ".conf"))
    assert service.sections() == ["dsql"]
    assert "password" not in service["dsql"]


def test_cfn_lint_finds_nothing_wrong_with_the_template() -> None:
    assert not lint(text(CLOUDFORMATION, ADMINS, ".yaml"), None, [ENDPOINT.region])


@EVERYWHERE
def test_rails_settings_are_yaml_and_verify_the_server(place: Place) -> None:
    settings = yaml.safe_load(text(RAILS, place, ".yml"))
    assert settings["production"]["username"] == place.role
    assert settings["production"]["sslmode"] == "verify-full"


SHELLS = [recipe for recipe in RECIPES if recipe.run or recipe.packages]


@pytest.mark.skipif(not shutil.which("bash"), reason="bash is not installed")
@pytest.mark.parametrize("place", [CUSTOMS, AWKWARD], ids=["custom", "awkward"])
def test_every_command_is_a_line_that_bash_can_read(place: Place, tmp_path: Path) -> None:
    for recipe in SHELLS:
        rendered = render(recipe, place)
        script = rendered.install + rendered.run
        done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True)
        assert not done.stderr, recipe.name

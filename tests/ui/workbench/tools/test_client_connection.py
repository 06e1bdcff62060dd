"""What psql, or another client, gets from the console."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.workbench.tools.client_connection import (
    build_client_environment,
    build_recipe_context,
    find_client_command,
)
from tests.access import build_access


def test_the_client_gets_only_the_settings_of_this_cluster(
    aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PGSERVICE", "PGDATABASE", "PGSSLMODE", "PGOPTIONS"):
        monkeypatch.setenv(name, "another")
    monkeypatch.setenv("PGTZ", "Europe/Berlin")
    given = build_client_environment(build_access(aws))
    assert given["PGHOST"] == aws.clusters[0].endpoint
    assert (given["PGHOSTADDR"], given["PGPORT"]) == (aws.hostaddr, str(aws.port))
    assert (given["PGUSER"], given["PGDATABASE"]) == ("admin", "postgres")
    assert (given["PGSSLMODE"], given["PGSSLROOTCERT"]) == ("verify-full", aws.sslrootcert)
    assert "Action=DbConnectAdmin" in given["PGPASSWORD"]
    assert given["PGTZ"] == "Europe/Berlin"
    assert not {"PGSERVICE", "PGOPTIONS"} & set(given)


def test_a_profiles_search_path_goes_along(aws: Ready) -> None:
    startup = ('SET search_path = "my ""own""", "public"', "SET timezone = 'UTC'")
    access = replace(build_access(aws), role="app", startup=startup)
    assert build_client_environment(access)["PGOPTIONS"] == '-c search_path="my\\ ""own"""'
    assert build_recipe_context(access).search_path == 'my "own"'
    assert build_recipe_context(replace(access, startup=())).search_path == "app"


def test_pgclient_is_a_command_with_its_options(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_client_command() == ["psql"]
    monkeypatch.setenv("PGCLIENT", "pgcli --less-chatty")
    assert find_client_command() == ["pgcli", "--less-chatty"]
    monkeypatch.setenv("PGCLIENT", "'unended")
    with pytest.raises(ValueError, match="quotation"):
        find_client_command()

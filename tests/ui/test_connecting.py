"""What psql, or another client, gets from the console."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dsql_tui.sandbox.ready import Ready
from dsql_tui.ui.connecting import client, client_environment, place_here
from tests.access import access_of


def test_the_client_finds_the_cluster_and_nothing_that_leads_elsewhere(
    aws: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PGSERVICE", "PGDATABASE", "PGSSLMODE", "PGOPTIONS"):
        monkeypatch.setenv(name, "another")
    monkeypatch.setenv("PGTZ", "Europe/Berlin")
    given = client_environment(access_of(aws))
    assert given["PGHOST"] == aws.clusters[0].endpoint
    assert (given["PGHOSTADDR"], given["PGPORT"]) == (aws.hostaddr, str(aws.port))
    assert (given["PGUSER"], given["PGDATABASE"]) == ("admin", "postgres")
    assert (given["PGSSLMODE"], given["PGSSLROOTCERT"]) == ("verify-full", aws.sslrootcert)
    assert "Action=DbConnectAdmin" in given["PGPASSWORD"]
    assert given["PGTZ"] == "Europe/Berlin"
    assert not {"PGSERVICE", "PGOPTIONS"} & set(given)


def test_a_profiles_search_path_goes_along(aws: Ready) -> None:
    startup = ('SET search_path = "my ""own""", "public"', "SET timezone = 'UTC'")
    access = replace(access_of(aws), role="app", startup=startup)
    assert client_environment(access)["PGOPTIONS"] == '-c search_path="my\\ ""own"""'
    assert place_here(access).search_path == 'my "own"'
    assert place_here(replace(access, startup=())).search_path == "app"


def test_pgclient_is_a_command_with_its_options(monkeypatch: pytest.MonkeyPatch) -> None:
    assert client() == ["psql"]
    monkeypatch.setenv("PGCLIENT", "pgcli --less-chatty")
    assert client() == ["pgcli", "--less-chatty"]
    monkeypatch.setenv("PGCLIENT", "'unended")
    with pytest.raises(ValueError, match="quotation"):
        client()

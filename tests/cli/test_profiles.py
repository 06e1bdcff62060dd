"""`dsql-tui profiles` and its actions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dsql_tui.cli import run
from dsql_tui.store.profiles import profiles_file, read_profiles

ID = "abcdefghijklmnopqrstuvwxyz"
HOST = f"{ID}.dsql.us-east-1.on.aws"
SHARED = "vpce-0abc-1def.dsql-fnh4.us-east-1.vpce.amazonaws.com"


def profiles(*arguments: str) -> int:
    return run(["profiles", *arguments])


def test_profile_is_added_shown_changed_copied_moved_and_removed(
    capfd: pytest.CaptureFixture[str],
) -> None:
    made = ("-U", "app", "--environment", "prod", "--read-only", "--search-path", "shop, public")
    assert profiles("add", "prod", HOST, *made, "--statement", "SET timezone = 'UTC'") == 0
    assert "dsql-tui prod" in capfd.readouterr().err
    assert profiles("show", "prod") == 0
    assert capfd.readouterr().out == (
        f'target = "{HOST}"\nrole = "app"\nenvironment = "prod"\nread_only = true\n'
        'search_path = ["shop", "public"]\nstatements = ["SET timezone = \'UTC\'"]\n'
    )
    assert profiles("edit", "prod", "--name", "live", "--no-read-only", "--port", "5433") == 0
    assert profiles("edit", "live", "--hostaddr", "127.0.0.1", "--ipv4") == 0
    assert profiles("edit", "live", "--hostaddr", "", "--no-ipv4") == 0
    live = read_profiles().all[0]
    assert (live.hostaddr, live.ipv4) == (None, False)
    assert profiles("copy", "live", "again") == 0
    assert profiles("move", "again", "first") == 0
    assert [(p.name, p.read_only, p.port) for p in read_profiles().all] == [
        ("again", False, 5433),
        ("live", False, 5433),
    ]
    assert profiles("remove", "again") == 0
    assert profiles("list", "--format", "jsonl") == 0
    assert json.loads(capfd.readouterr().out) == {
        "name": "live",
        "target": HOST,
        "region": "us-east-1",
        "role": "app",
        "environment": "prod",
        "read_only": False,
        "aws_profile": None,
    }
    assert profiles("path") == 0
    assert capfd.readouterr().out.strip() == str(profiles_file())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["add", "a", "xyzzy"], "is not a cluster"),
        (["add", "a", ID], "needs its region"),
        (["add", "a", HOST, "--hostaddr", "here"], "“here” is not an IP address"),
        (["add", HOST, HOST], "a name cannot be a cluster"),
        (["add", "a\x07b", HOST], "“name”: must be one line of text"),
        (["add", "a", HOST, "--aws-profile", " p"], "--aws-profile: must be one line of text"),
        (["add", "a", HOST, "--statement", "DROP TABLE t"], "SET name = value"),
        (["add", "prod", HOST], "There is already a profile “prod”."),
        (["show", "prdo"], "The most similar is “prod”."),
        (["edit", "nobody"], "There is no profile “nobody”."),
        (["remove", "nobody"], "There is no profile “nobody”."),
        (["frobnicate"], "frobnicate"),
        (["import", "/nonexistent"], "There is no file /nonexistent."),
        (["import", f"postgresql://{HOST}/"], "A URL has no name"),
        (["import", "postgresql://localhost/", "a"], "is not a cluster"),
        (["import", f"postgresql://{HOST}/other", "a"], "one database, postgres"),
        (["import", f"postgresql://{HOST}:x/", "a"], "“x” is not a port"),
    ],
)
def test_wrong_arguments_are_one_sentence_and_code_2(
    arguments: list[str], words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    profiles("add", "prod", HOST)
    capfd.readouterr()
    assert profiles(*arguments) == 2
    said = capfd.readouterr()
    assert words in said.err
    assert len(said.err.splitlines()) == 1
    assert not said.out


def test_profile_named_like_a_command_shows_how_to_open_it(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert profiles("add", "two words", HOST) == 0
    assert "dsql-tui 'two words'" in capfd.readouterr().err
    assert profiles("add", "demo", HOST) == 0
    assert "dsql-tui -- demo" in capfd.readouterr().err


def test_unwritable_folder_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "file"))
    assert profiles("add", "a", HOST) == 2
    assert "cannot be written" in capfd.readouterr().err


def test_libpq_services_are_imported_without_passwords(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    services = tmp_path / "pg_service.conf"
    services.write_text(f"""\
# mine
[shop]
host={HOST}
user=app
password=secret
sslmode=require
options=-c search_path=shop,public

[private]
host={SHARED}
sslmode=require
options=-c amzn-cluster-id={ID}

[local]
host=localhost
""")
    assert profiles("import", str(services)) == 2
    said = capfd.readouterr()
    assert said.out == "shop\nprivate\n"
    assert "[local]: “localhost” is not a cluster" in said.err
    shop, private = read_profiles().all
    assert (shop.role, shop.sslmode, shop.search_path) == ("app", "require", ("shop", "public"))
    assert private.target == f"{ID}@{SHARED}"
    assert "secret" not in profiles_file().read_text()


def test_libpq_url_is_imported() -> None:
    url = (
        f"postgresql://app%40home:secret@{HOST}:5433/postgres"
        "?sslmode=verify-full&hostaddr=127.0.0.1&sslrootcert=system"
    )
    assert profiles("import", url, "tunnel") == 0
    (profile,) = read_profiles().all
    assert (profile.role, profile.port, profile.hostaddr) == ("app@home", 5433, "127.0.0.1")
    assert profile.sslrootcert is None
    assert "secret" not in profiles_file().read_text()

"""psql against the sandbox."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import alter_last_letter, endpoint, token

pytestmark = pytest.mark.skipif(not shutil.which("psql"), reason="psql is not installed")


def psql(ready: Ready, password: str, sql: str = "select 1") -> subprocess.CompletedProcess[str]:
    conninfo = (
        f"host={ready.clusters[0].endpoint} hostaddr={ready.hostaddr} port={ready.port} "
        f"user=admin dbname=postgres sslmode=verify-full sslrootcert={ready.sslrootcert}"
    )
    return subprocess.run(
        ["psql", "--no-psqlrc", "--tuples-only", "--no-align", "--command", sql, conninfo],
        env={**os.environ, "PGPASSWORD": password},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def test_a_token_from_boto3_opens_a_session(aws: Ready) -> None:
    done = psql(aws, token(aws), "select count(*) > 10000 from shop.orders")
    assert (done.returncode, done.stdout) == (0, "t\n"), done.stderr


REFUSED = [
    ("altered", lambda ready: alter_last_letter(token(ready)), ""),
    ("for the other action", lambda ready: token(ready, role="app"), "Wrong user to action"),
    ("for another host", lambda ready: token(ready, endpoint(ready, "archive")), ""),
    ("expired", lambda ready: token(ready, expires=0), "Signature expired"),
]


@pytest.mark.parametrize(("name", "made", "hint"), REFUSED, ids=[name for name, *_ in REFUSED])
def test_another_token_is_refused_in_dsqls_words(
    aws: Ready, name: str, made: object, hint: str
) -> None:
    done = psql(aws, made(aws))  # type: ignore[operator]
    assert done.returncode == 2
    assert "FATAL:  unable to accept connection, access denied" in done.stderr
    assert hint in done.stderr

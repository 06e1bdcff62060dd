"""`dsql-tui token` as the password of psql."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from dsql_tui.sandbox.ready import Ready

pytestmark = pytest.mark.skipif(not shutil.which("psql"), reason="psql is not installed")

COMMAND = f'PGPASSWORD=$("{sys.executable}" -m dsql_tui token "$TARGET" $OPTIONS) psql -XAtc "$SQL"'


def shell(ready: Ready, user: str = "admin", **more: str) -> subprocess.CompletedProcess[str]:
    """Run a shell command with psql's settings except the password."""
    place = {
        "TARGET": ready.clusters[0].endpoint,
        "OPTIONS": "",
        "SQL": "select session_user",
        "PGHOST": ready.clusters[0].endpoint,
        "PGHOSTADDR": ready.hostaddr,
        "PGPORT": str(ready.port),
        "PGUSER": user,
        "PGDATABASE": "postgres",
        "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": ready.sslrootcert,
    }
    return subprocess.run(
        ["sh", "-c", COMMAND],
        env={**os.environ, **place, **more},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_token_logs_psql_in(aws: Ready) -> None:
    done = shell(aws)
    assert (done.returncode, done.stdout) == (0, "admin\n"), done.stderr


def test_token_by_identifier_with_another_lifetime_logs_psql_in(aws: Ready) -> None:
    target = aws.clusters[0].identifier
    done = shell(aws, TARGET=target, OPTIONS="--region us-east-1 --expires-in 60")
    assert (done.returncode, done.stdout) == (0, "admin\n"), done.stderr


def test_token_for_another_role_is_refused(aws: Ready) -> None:
    done = shell(aws, OPTIONS="--role app")
    assert "Wrong user to action mapping" in done.stderr

"""psql's own commands, and root certificates with the newest libpq."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from dsql_tui.recipes.clients.psql import SERVICE
from dsql_tui.recipes.context import DIRECT_TLS, SYSTEM_ROOTS
from dsql_tui.recipes.render import render
from dsql_tui.sandbox.ready import Ready
from tests.clients.conftest import build_context
from tests.sandbox.clients import token

PSQL = r"""
create table by_psql (id uuid primary key default gen_random_uuid(), name text);
create index async by_psql_name on by_psql (name);
\copy by_psql (name) from stdin
one
two
\.
select count(*) from by_psql;
\dt by_psql
\d by_psql
\d
\copy by_psql (name) to stdout
drop table by_psql;
"""


@pytest.mark.skipif(not shutil.which("psql"), reason="psql is not installed")
def test_psql_with_its_own_commands(aws: Ready) -> None:
    first = aws.clusters[0]
    conninfo = (
        f"host={first.endpoint} hostaddr={aws.hostaddr} port={aws.port} user=admin "
        f"dbname=postgres sslmode=verify-full sslrootcert={aws.sslrootcert}"
    )
    done = subprocess.run(
        ["psql", "--no-psqlrc", "--set", "ON_ERROR_STOP=1", conninfo],
        input=PSQL,
        env={**os.environ, "PGPASSWORD": token(aws)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    for shown in ("COPY 2", "by_psql | table | admin", 'Table "public.by_psql"', "by_psql_name"):
        assert shown in done.stdout
    assert "one\ntwo\n" in done.stdout


@pytest.mark.parametrize("libpq", [SYSTEM_ROOTS, DIRECT_TLS])
def test_a_newer_libpq_reads_the_service_and_finds_the_system_roots(
    aws: Ready, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, libpq: int
) -> None:
    context = build_context(aws, SERVICE)
    route = context.route._replace(sslrootcert=None)
    context = replace(context, libpq=libpq, route=route)
    service = tmp_path / "pg_service.conf"
    service.write_text(render(SERVICE, context).files[0].text)
    assert "sslrootcert=system" in service.read_text()
    monkeypatch.setenv("PGSERVICEFILE", str(service))
    # The wheel of psycopg has libpq 18, which looks for the system's roots in a wrong place.
    monkeypatch.setenv("SSL_CERT_FILE", aws.sslrootcert)
    with psycopg.connect("service=dsql", password=token(aws)) as session:
        assert session.execute("select current_user").fetchone() == ("admin",)
        assert session.pgconn.ssl_in_use

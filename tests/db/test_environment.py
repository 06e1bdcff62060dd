"""Sessions with libpq's environment variables set to odd values."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from psycopg import pq

from dsql_tui.db.environment import libpq_variables
from dsql_tui.db.queries import fetch_rows
from dsql_tui.opening import Access

ODD = {
    "PGHOST": "/nonexistent",
    "PGHOSTADDR": "192.0.2.1",
    "PGPORT": "1",
    "PGDATABASE": "other",
    "PGUSER": "nobody",
    "PGPASSWORD": "wrong",
    "PGPASSFILE": "/nonexistent",
    "PGREQUIREAUTH": "scram-sha-256",
    "PGCHANNELBINDING": "require",
    "PGSERVICE": "nowhere",
    "PGSERVICEFILE": "/nonexistent",
    "PGOPTIONS": "-c geqo=off -c statement_timeout=1",
    "PGAPPNAME": "\x1b[31m",
    "PGSSLMODE": "disable",
    "PGREQUIRESSL": "0",
    "PGSSLNEGOTIATION": "postgres",
    "PGSSLCERT": "/nonexistent",
    "PGSSLKEY": "/nonexistent",
    "PGSSLCERTMODE": "require",
    "PGSSLROOTCERT": "/nonexistent",
    "PGSSLCRL": "/nonexistent",
    "PGSSLSNI": "0",
    "PGSSLMINPROTOCOLVERSION": "TLSv9",
    "PGSSLMAXPROTOCOLVERSION": "TLSv1",
    "PGREQUIREPEER": "nobody",
    "PGGSSENCMODE": "require",
    "PGCONNECT_TIMEOUT": "odd",
    "PGCLIENTENCODING": "LATIN1",
    "PGTARGETSESSIONATTRS": "standby",
    "PGLOADBALANCEHOSTS": "odd",
    "PGMINPROTOCOLVERSION": "9.9",
    "PGDATESTYLE": "German",
    "PGTZ": "Nowhere/Land",
    "PGGEQO": "off",
    "PGGSSDELEGATION": "1",
    "PGGSSLIB": "odd",
    "PGKRBSRVNAME": "nobody",
    "PGLOCALEDIR": "/nonexistent",
    "PGMAXPROTOCOLVERSION": "1.0",
    "PGOAUTHDEBUG": "UNSAFE",
    "PGSSLCOMPRESSION": "odd",
    "PGSSLCRLDIR": "/nonexistent",
    "PGSYSCONFDIR": "/nonexistent",
}


def test_every_variable_of_this_libpq_has_an_odd_value() -> None:
    known = {each.envvar.decode() for each in pq.Conninfo.get_defaults() if each.envvar}
    assert known <= set(ODD)


@pytest.mark.parametrize("name", ODD)
def test_session_ignores_the_variable(
    access: Access, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, ODD[name])
    assert libpq_variables() == [name]
    session = access.open()
    try:
        query = (
            "select current_user, current_setting('client_encoding'), current_setting('datestyle')"
        )
        assert fetch_rows(session.run(query)) == [("admin", "UTF8", "ISO, MDY")]
    finally:
        session.close()
    assert name not in os.environ


def test_session_ignores_files_of_libpq(
    access: Access, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / ".postgresql"
    folder.mkdir()
    for name in (
        ".pg_service.conf",
        ".pgpass",
        ".postgresql/root.crt",
        ".postgresql/postgresql.crt",
    ):
        (tmp_path / name).write_text("odd\n")
    (folder / "postgresql.key").write_text("odd\n")
    (folder / "postgresql.key").chmod(0o644)
    (folder / "root.crl").write_bytes(sign_revocations())
    monkeypatch.setenv("HOME", str(tmp_path))
    access.open().close()


def sign_revocations() -> bytes:
    """Return an outdated list of revoked certificates of another authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    then = datetime(2020, 1, 1)
    builder = x509.CertificateRevocationListBuilder(
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Company")]), then, then
    )
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

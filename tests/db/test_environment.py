"""Sessions with libpq's environment variables set to odd values."""

from __future__ import annotations

import os

import pytest

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
}


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

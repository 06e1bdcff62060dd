"""The session parameters that can be set, in every way."""

from __future__ import annotations

import pytest

from dsql_tui.sandbox.rules.judge import judge

REFUSED = [
    ("SET statement_timeout = 0", "statement_timeout"),
    ("SET SESSION Lock_Timeout TO '1s'", "lock_timeout"),
    ("SET LOCAL idle_in_transaction_session_timeout = 1", "idle_in_transaction_session_timeout"),
    ("set client_min_messages to warning", "client_min_messages"),
    ("SET default_transaction_read_only TO 'off'", "default_transaction_read_only"),
    ("SET app.tenant = '1'", "app.tenant"),
    ('SET "Work_Mem" = 1', "Work_Mem"),
    ("SET TRANSACTION READ ONLY", "TRANSACTION"),
    ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", "TRANSACTION"),
    ("SET LOCAL TRANSACTION READ WRITE", "TRANSACTION"),
    (
        "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL SERIALIZABLE",
        "SESSION CHARACTERISTICS",
    ),
    ("SET SESSION AUTHORIZATION app", "session_authorization"),
    ("SET ROLE app", "role"),
    ("SET SESSION ROLE app", "role"),
    ("SET role TO app", "role"),
    ("SET XML OPTION DOCUMENT", "xmloption"),
    ("RESET work_mem", "work_mem"),
    ("SELECT set_config('jit', 'off', false)", "jit"),
    ("SELECT 1, pg_catalog.set_config('app.tenant', $1, true)", "app.tenant"),
    ("ALTER ROLE app SET statement_timeout = 0", "statement_timeout"),
]

ACCEPTED = [
    "SET application_name = 'x'",
    "SET SESSION search_path TO a, b",
    "SET LOCAL enable_seqscan = off",
    "SET DateStyle = 'ISO'",
    "SET TIME ZONE 'UTC'",
    "SET LOCAL TIME ZONE LOCAL",
    "SET timezone TO DEFAULT",
    "SET NAMES 'utf8'",
    "SET SCHEMA 'public'",
    "SET extra_float_digits = 3",
    "SET dsql.enable_batched_nestloop = on",
    "SET LOCAL ROLE app",
    "SET CONSTRAINTS ALL DEFERRED",
    "RESET ALL",
    "RESET ROLE",
    "RESET TIME ZONE",
    "RESET search_path",
    "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY",
    "SET SESSION AUTHORIZATION DEFAULT",
    "ALTER ROLE app RESET statement_timeout",
    "SELECT 'set_config(''jit'', 1)'",
    "SHOW statement_timeout",
    "SHOW ALL",
    "SHOW transaction isolation level",
    "ALTER ROLE app SET search_path = s",
    "ALTER ROLE app WITH LOGIN",
]

REWRITTEN = [
    ("SET disable_sync_create_index = off", "SET dsql.disable_sync_create_index = off"),
    (
        "set session disable_sync_create_index to off",
        "set session dsql.disable_sync_create_index to off",
    ),
    (
        "SHOW disable_sync_create_index",
        "SELECT pg_catalog.current_setting('dsql.disable_sync_create_index')"
        " AS disable_sync_create_index",
    ),
    ("show server_version", "SELECT '16.15'::text AS server_version"),
]


def words(name: str) -> str:
    """Return the error message of a parameter."""
    return f'setting configuration parameter "{name}" not supported'


@pytest.mark.parametrize(("sql", "name"), REFUSED)
def test_other_parameters_are_refused_by_name(sql: str, name: str) -> None:
    (verdict,) = judge(sql)
    assert verdict.error is not None
    assert (verdict.error.sqlstate, verdict.error.message) == ("0A000", words(name))


@pytest.mark.parametrize("sql", ACCEPTED)
def test_those_of_the_list_pass_unchanged(sql: str) -> None:
    (verdict,) = judge(sql)
    assert (verdict.error, verdict.text) == (None, sql)


@pytest.mark.parametrize(("sql", "text"), REWRITTEN)
def test_what_postgresql_does_not_know_has_another_name_there(sql: str, text: str) -> None:
    (verdict,) = judge(sql)
    assert verdict.text == text
    assert verdict.tag == ("SHOW" if sql.lower().startswith("show") else None)

"""The server's identity: version, collation, settings, catalogs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import connect

Session = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
def session(ready: Ready) -> Iterator[Session]:
    """A session as `admin`."""
    with connect(ready) as opened:
        yield opened


def test_the_opening_reports_the_version_of_a_cluster(session: Session) -> None:
    assert session.info.parameter_status("server_version") == "16.15"
    assert session.info.server_version == 160015
    assert session.info.parameter_status("server_encoding") == "UTF8"
    assert session.info.parameter_status("TimeZone") == "UTC"


SAID = [
    ("SELECT version()", "version", "PostgreSQL 16"),
    ("SELECT pg_catalog.version()", "version", "PostgreSQL 16"),
    ("SHOW server_version", "server_version", "16.15"),
    ("SHOW server_version_num", "server_version_num", "160015"),
    ("SELECT current_setting('server_version')", "current_setting", "16.15"),
    ("SELECT current_setting('SERVER_VERSION_NUM')", "current_setting", "160015"),
    ("SELECT current_setting('server_version', true)", "current_setting", "16.15"),
    ("SELECT current_setting('nothing.such', true)", "current_setting", None),
    ("SELECT current_setting('search_path')", "current_setting", '"$user", public'),
    ("SELECT pg_catalog.current_setting('timezone')", "current_setting", "UTC"),
    ("SHOW max_connections", "max_connections", "20"),
    ("SELECT current_setting('disable_sync_create_index', true)", "current_setting", "on"),
    ("SHOW dsql.enable_batched_nestloop", "dsql.enable_batched_nestloop", "on"),
    ("SHOW transaction_isolation", "transaction_isolation", "repeatable read"),
    ("SHOW work_mem", "work_mem", "128MB"),
    ("SELECT current_database()", "current_database", "postgres"),
    ("SELECT current_schema()", "current_schema", "public"),
    ("SELECT datcollate FROM pg_database WHERE datname = 'postgres'", "datcollate", "C"),
    ("SELECT 'Z' < 'a'", "?column?", True),
    ("SELECT current_user", "current_user", "admin"),
]


@pytest.mark.parametrize(("query", "column", "value"), SAID)
def test_what_is_asked_is_answered_as_a_cluster_answers(
    session: Session, query: str, column: str, value: object
) -> None:
    answer = session.execute(query)
    assert [described.name for described in answer.description or ()] == [column]
    assert answer.fetchall() == [(value,)]


def test_a_setting_of_clusters_only_can_be_read_back(session: Session) -> None:
    query = "SELECT current_setting('Disable_Sync_Create_Index')"
    session.execute("SET disable_sync_create_index = off")
    assert session.execute(query).fetchone() == ("off",)
    session.execute("RESET disable_sync_create_index")
    assert session.execute(query).fetchone() == ("on",)


@pytest.mark.parametrize(
    ("query", "sqlstate", "words"),
    [
        ("SHOW lc_collate", "42704", 'unrecognized configuration parameter "lc_collate"'),
        (
            "SELECT current_setting('no_such')",
            "42704",
            'unrecognized configuration parameter "no_such"',
        ),
        ("SELECT pg_backend_pid()", "0A000", "function pg_backend_pid not supported"),
        ("SELECT to_json(1)", "0A000", "function to_json not supported"),
    ],
)
def test_what_there_is_not_is_refused(
    session: Session, query: str, sqlstate: str, words: str
) -> None:
    with pytest.raises(psycopg.Error) as refused:
        session.execute(query)
    assert (refused.value.sqlstate, refused.value.diag.message_primary) == (sqlstate, words)


def test_the_version_is_the_same_in_every_answer(session: Session) -> None:
    """Read settings in a view, a default, a function, for rows, and with a parameter."""
    session.execute("CREATE VIEW versions AS SELECT version() AS v")
    assert session.execute("SELECT v FROM versions").fetchone() == ("PostgreSQL 16",)
    session.execute("DROP VIEW versions")
    settings = "SELECT current_setting(name) FROM (VALUES ('server_version'), ('timezone')) s(name)"
    assert session.execute(settings).fetchall() == [("16.15",), ("UTC",)]
    asked = session.execute("SELECT current_setting(%s)", ("server_version",))
    assert asked.fetchone() == ("16.15",)


@pytest.mark.parametrize(
    "catalog",
    [
        *("pg_namespace", "pg_class", "pg_attribute", "pg_attrdef", "pg_type", "pg_index"),
        *("pg_indexes", "pg_constraint", "pg_tables", "pg_views", "pg_roles", "pg_user"),
        *("pg_auth_members", "pg_depend", "pg_description", "pg_collation", "pg_stats"),
        *("pg_sequence", "pg_default_acl", "pg_db_role_setting", "pg_am", "pg_database"),
        *("pg_proc", "pg_extension", "pg_aggregate", "pg_event_trigger", "pg_language"),
        *("pg_opclass", "pg_settings", "information_schema.tables", "information_schema.columns"),
        *("information_schema.schemata", "information_schema.table_constraints"),
    ],
)
def test_catalogs_can_be_read(session: Session, catalog: str) -> None:
    session.execute(f"SELECT * FROM {catalog} LIMIT 5")


def test_there_is_one_database_and_no_schema_of_the_sandbox_s_to_be_seen(session: Session) -> None:
    listed = session.execute("SELECT datname FROM pg_database").fetchall()
    assert listed == [("postgres",)]
    schemas = session.execute("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_'").fetchall()
    assert {"public", "sys", "shop", "information_schema"} <= {name for (name,) in schemas}
    every = session.execute("SELECT nspname FROM pg_namespace ORDER BY 1").fetchall()
    assert [name for (name,) in every if name.startswith("pg_")] == ["pg_catalog", "pg_toast"]
    tables = session.execute(
        "SELECT table_schema, table_name FROM information_schema.tables"
        " WHERE table_schema NOT IN ('pg_catalog', 'information_schema', 'public', 'shop')"
    ).fetchall()
    assert {table for table in tables if table[0] == "sys"} == {
        ("sys", "jobs"),
        ("sys", "iam_pg_role_mappings"),
    }


def test_no_catalog_names_the_sandbox(session: Session) -> None:
    trace = "sand" + "' || '" + "box"
    readable = session.execute(
        "SELECT oid::regclass::text FROM pg_class WHERE relkind IN ('r', 'v')"
        " AND relnamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace,"
        " 'sys'::regnamespace) AND has_table_privilege(oid, 'SELECT')"
        # The sample data has a comment.
        " AND relname <> 'pg_description' ORDER BY 1"
    ).fetchall()
    found = {
        name: session.execute(
            f"SELECT t::text FROM {name} AS t WHERE t::text ~* ('{trace}') LIMIT 1"
        ).fetchall()
        for (name,) in readable
    }
    assert len(found) > 150
    assert {name: rows for name, rows in found.items() if rows} == {}


CATALOG = [
    ("SELECT indexdef FROM pg_indexes WHERE tablename = '{t}' AND indexname ~ 'pkey'", "{pk}"),
    ("SELECT pg_get_indexdef('{t}_pkey'::regclass)", "{pk}"),
    (
        "SELECT pg_get_indexdef('{t}_pkey'::regclass, 0, true)",
        'CREATE UNIQUE INDEX {t}_pkey ON {t} {u} (id) INCLUDE ("V", n)',
    ),
    ("SELECT pg_get_indexdef('{t}_pkey'::regclass, 2, true)", '"V"'),
    ("SELECT pg_get_indexdef('{t}_v'::regclass)", "CREATE INDEX {t}_v ON public.{t} {u} (n)"),
    (
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = '{t}_pkey'",
        'PRIMARY KEY (id) INCLUDE ("V", n)',
    ),
    ("SELECT indkey FROM pg_index WHERE indexrelid = '{t}_pkey'::regclass", "1 2 3"),
    ("SELECT indnatts FROM pg_index WHERE indexrelid = '{t}_pkey'::regclass", "3"),
    ("SELECT indnkeyatts FROM pg_index WHERE indexrelid = '{t}_pkey'::regclass", "1"),
    ("SELECT indkey FROM pg_index WHERE indexrelid = '{t}_v'::regclass", "3"),
    (
        "SELECT amname FROM pg_class AS c JOIN pg_am ON pg_am.oid = relam"
        " WHERE c.oid = '{t}_pkey'::regclass",
        "btree_index",
    ),
    (
        "SELECT amname FROM pg_class AS c JOIN pg_am ON pg_am.oid = relam"
        " WHERE c.oid = '{t}'::regclass",
        "btree_table",
    ),
    (
        "SELECT string_agg(concat(attname, attcompression), ' ' ORDER BY attnum) FROM pg_attribute"
        " WHERE attrelid = '{t}'::regclass AND attnum > 0",
        "id Vl n",
    ),
    ("SELECT setting FROM pg_settings WHERE name = 'server_version'", "16.15"),
    ("SELECT count(*) FROM pg_ts_config", "1"),
    ("SELECT sys.dsql_major_version()", "1"),
    ("SELECT sys.cluster_size_limit()", str(10 * 2**40)),
    ("SELECT sys.base32_str_to_uuid(sys.uuid_to_base32_str('{uuid}'))", "{uuid}"),
    ("SELECT sys.current_session_id() = sys.current_session_id()", "True"),
    ("SELECT count(*) FROM information_schema.schemata WHERE schema_name ~ 'pg_dsql'", "0"),
    ("SELECT count(*) FROM pg_stat_activity WHERE usename <> 'admin'", "0"),
]
"""Queries on the catalog, and a cluster's answers to them."""


def test_the_catalog_is_a_cluster_s(session: Session) -> None:
    session.execute('CREATE TABLE shown (id int PRIMARY KEY, "V" text, n numeric)')
    session.execute("CREATE INDEX ASYNC shown_v ON shown (n)")
    names = {
        "t": "shown",
        "u": "USING btree_index",
        "uuid": "12345678-1234-1234-1234-123456789abc",
        "pk": "CREATE UNIQUE INDEX shown_pkey ON public.shown USING btree_index (id)"
        ' INCLUDE ("V", n)',
    }
    answers = [
        (query, str(*session.execute(query.format(**names).encode()).fetchone() or ()))
        for query, _ in CATALOG
    ]
    assert answers == [(query, answer.format(**names)) for query, answer in CATALOG]
    session.execute("DROP TABLE shown")

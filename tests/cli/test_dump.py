"""A dump of the shape of pg_dump's, through `exec` into a cluster."""

from __future__ import annotations

from pathlib import Path

from dsql_tui.cli.options import FAILED
from tests.cli.conftest import Command
from tests.sql.dumps import PREAMBLE

ROWS = (
    'ACADEMY; DINOSAUR\tit\'s "good"; drop table {table};',
    "$_$ begin; -- no comment\t\\N",
    "/* open\tE'\\\\t\\\\n\\\\\\\\'",
    "copy {table} from stdin;\t",
    "\\\\.\tnot the end \\t \\n é 日本",
)
TABLES = [f"dump_{number:02}" for number in range(21)]
LARGE = TABLES[7]
"""More rows than a transaction may change."""


def count_rows(table: str) -> int:
    return 3500 if table == LARGE else TABLES.index(table)


def make_dump(end: str) -> str:
    """Return a dump of 21 tables, with the statements that Aurora DSQL refuses."""
    parts = [PREAMBLE]
    for table in TABLES:
        rows = "".join(
            f"{number}\t{ROWS[number % len(ROWS)].format(table=table)}\n"
            for number in range(count_rows(table))
        )
        parts.append(
            f"CREATE TABLE public.{table} (\n    id integer NOT NULL,\n    title text,\n"
            f'    "from" text\n);\n\n\nALTER TABLE public.{table} OWNER TO postgres;\n\n'
            f'COPY public.{table} (id, title, "from") FROM stdin;\n{rows}\\.\n\n\n'
        )
    parts.append(
        f"SELECT pg_catalog.setval('public.{LARGE}_id_seq', 200, true);\n\n"
        f"ALTER TABLE ONLY public.{LARGE}\n    ADD CONSTRAINT {LARGE}_pkey PRIMARY KEY (id);\n\n"
        "--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict abc123\n\n"
    )
    return "".join(parts).replace("\n", end)


def test_every_block_of_a_dump_is_loaded(command: Command, tmp_path: Path) -> None:
    script = tmp_path / "dump.sql"
    for end in ("\n", "\r\n"):
        script.write_bytes(make_dump(end).encode())
        done = command("exec", "-f", str(script), "--keep-going", "--yes")
        assert done.code == FAILED, "Aurora DSQL refuses some statements"
        assert "dsql-tui: error 0A000, " in done.talk
        for table in TABLES:
            assert f"COPY {count_rows(table)}\n" in done.talk
            rows = command("exec", "-c", f"copy (select * from {table} order by id) to stdout")
            lines = rows.data.splitlines()
            assert len(lines) == count_rows(table), table
            for number, line in enumerate(lines[:10]):
                expected = ROWS[number % len(ROWS)].format(table=table)
                assert line == f"{number}\t{expected}", table
            command("exec", "-c", f"drop table {table}", "--yes")

"""Sources: their files and encodings, the rows that they have, and the files of a plan."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from dsql_tui.migrating.edits import write_scripts
from dsql_tui.migrating.extraction import DATA, extract_rows
from dsql_tui.migrating.live_source import dump_source, is_live, name_database
from dsql_tui.migrating.plan import MigrationPlan, make_plan
from dsql_tui.migrating.state import StateError, lock_folder, make_state, read_state, write_state
from dsql_tui.sql.conversion.options import Options


def plan(source: Path, serial: str = "identity") -> MigrationPlan:
    return make_plan(source, lambda count: Options("uuid" if serial == "uuid" else "identity"))


def extract(made: MigrationPlan, folder: Path) -> dict[str, list[str]]:
    """Return the extracted rows by table and columns."""
    files = extract_rows(made, folder, lambda text: None)
    return {
        f"{each.table}({','.join(each.columns)})": (folder / DATA / each.name)
        .read_text()
        .splitlines()
        for each in files
    }


def test_rows_are_those_that_postgresql_would_load(tmp_path: Path) -> None:
    source = tmp_path / "a.sql"
    source.write_bytes(
        b"\xef\xbb\xbfcreate table parents (id serial primary key, name text, tags int[]);\r\n"
        b"create table children (parent int references parents, n numeric);\n"
        b"insert into children values (1, 1.25), (null, 1e3);\n"
        b"insert into parents (name) values ('a;b'), (E'tab\\there');\n"
        b"insert into parents (name, tags) values ('c', '{1,NULL}');\n"
        b"copy children from stdin with (format csv, header, delimiter ';');\nparent;n\n"
        b'"3";"123456789012345678901234567890.5"\n;\n\\.\n'
        b"set client_encoding = 'LATIN1';\n"
        b"copy parents (id, name) from stdin;\n7\t\xe9;drop\n\\.\n"
        b"copy nowhere (a) from stdin;\n1\n\\.\n"
    )
    made = plan(source)
    assert made.rows == 8
    assert made.schema.digits == {("public.children", "n"): (30, 2)}
    assert extract(made, tmp_path / "out") == {
        "public.parents(name,id)": ["a;b\t1", r"tab\there" + "\t2"],
        "public.parents(name,tags,id)": ["c\t[1, null]\t3"],
        "public.parents(id,name)": ["7\té;drop"],
        "public.children(parent,n)": [
            "1\t1.25",
            "\\N\t1000",
            "3\t123456789012345678901234567890.5",
            "\\N\t\\N",
        ],
    }
    lost = [each.object for each in made.schema.changes if each.rule == "rows"]
    assert lost == ["nowhere"]
    assert "numeric(38,6)" in next(each.sql for each in made.steps if "children" in each.object)


def test_uuids_are_equal_in_a_key_and_its_foreign_keys(tmp_path: Path) -> None:
    source = tmp_path / "a.sql"
    source.write_text(
        "create table a (id serial primary key, up int references a);\n"
        "copy a (id, up) from stdin;\n1\t\\N\n2\t1\nx\t2\n\\.\n"
    )
    rows = extract(plan(source, "uuid"), tmp_path / "out")["public.a(id,up)"]
    first, second = rows[0].split("\t")[0], rows[1].split("\t")[0]
    assert rows == [f"{first}\t\\N", f"{second}\t{first}", f"x\t{second}"]
    assert len({first, second}) == 2


def test_sources(tmp_path: Path) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    with gzip.open(folder / "V10__rows.sql.gz", "wb") as file:
        file.write(b"insert into t values (1);")
    (folder / "V2__tables.sql").write_text("create table t (a int);")
    (folder / "notes.txt").write_text("drop table t;")
    assert plan(folder).rows == 1
    archive = tmp_path / "x.dump"
    archive.write_bytes(b"PGDMP\x01\x0e")
    conditions = tmp_path / "if.sql"
    conditions.write_text("\\if false\ndrop table t;\n\\endif\n")
    empty = tmp_path / "empty.sql"
    empty.write_text("-- nothing\n")
    latin = tmp_path / "latin.sql"
    latin.write_bytes(b"create table t (a text);\ninsert into t values ('caf\xe9');\n")
    refused = {
        archive: "pg_restore",
        conditions: "conditions",
        empty: "no tables",
        latin: r"latin.sql is not text in UTF-8 \(line 2\)",
    }
    for path, words in refused.items():
        with pytest.raises(ValueError, match=words):
            plan(path)


def test_report_is_plain_text_and_state_survives(tmp_path: Path) -> None:
    source = tmp_path / "a.sql"
    source.write_text('create table t (a "<b>\x1b[31m"); create trigger x before update on t;')
    made = plan(source)
    folder = tmp_path / "out"
    with lock_folder(folder):
        write_scripts(folder, made)
        with pytest.raises(StateError, match="Another migration"), lock_folder(folder):
            pass
        state = make_state(made, "host")
        state.steps[0].outcome = "started"
        write_state(folder, state)
    assert read_state(folder) == state
    report = (folder / "report.md").read_text()
    assert "\x1b" not in report
    assert "create trigger x before update on t" in report
    assert all(each.stat().st_mode & 0o077 == 0 for each in folder.iterdir())


def test_a_server_is_read_by_pg_dump_without_its_password_in_arguments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "pg_dump"
    program.write_text('#!/bin/sh\necho "create table t (a text); -- $* $PGPASSWORD"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    address = "postgresql://joe:pass%20word@example.com:5433/shop?sslmode=require"
    assert is_live(address)
    assert name_database(address) == "shop"
    path = dump_source(address, tmp_path, resumes=False)
    assert path.read_text() == (
        "create table t (a text); -- --no-owner --no-privileges --dbname "
        "postgresql://joe@example.com:5433/shop?sslmode=require pass word\n"
    )
    assert path.stat().st_mode & 0o077 == 0
    program.write_text('#!/bin/sh\necho "no $PGPASSWORD" >&2\nexit 1\n')
    assert dump_source(address, tmp_path, resumes=True) == path
    address = "postgresql:///shop?host=/run/db&password=pass%20word"
    with pytest.raises(ValueError, match=r"pg_dump failed: no …"):
        dump_source(address, tmp_path, resumes=False)
    program.write_text('#!/bin/sh\necho "server version mismatch" >&2\nexit 1\n')
    with pytest.raises(ValueError, match=r"The source cannot be read: .*/run/db") as refused:
        dump_source(address, tmp_path, resumes=False)
    assert "pass word" not in str(refused.value)


def test_libpq_variables_are_named_when_a_server_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGSERVICE", "nowhere")
    monkeypatch.setenv("PGOPTIONS", "-c odd=1")
    words = r'"nowhere" not found\. libpq also reads these environment .*: PGSERVICE, PGOPTIONS\.'
    for path in (os.environ["PATH"], str(tmp_path)):  # with and without pg_dump
        monkeypatch.setenv("PATH", path)
        with pytest.raises(ValueError, match=words):
            dump_source("postgresql://127.0.0.1:9/shop", tmp_path, resumes=False)

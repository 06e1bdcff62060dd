"""The files that other migration tools name and mark."""

from __future__ import annotations

import pytest

from dsql_tui.sql.migration_files.conventions import read_script, sort_files
from dsql_tui.sql.migration_files.script import ScriptError


def list_texts(text: str, name: str = "x.sql") -> list[tuple[int, str]]:
    """Return the line and the text of each statement that is applied."""
    script = read_script(name, text)
    return [(each.line, each.text) for step in script.steps for each in step.statements]


def test_files_are_applied_in_the_order_of_their_versions() -> None:
    names = [
        "V10__a.sql",
        "V2__b.sql",
        "R__view.sql",
        "V1.1__c.sql",
        "V1__d.sql",
        "V20240101__e.sql",
    ]
    files = sort_files([*names, "U2__b.sql", "B3__base.sql", "beforeMigrate.sql"])
    assert [each.name for each in files if not each.skipped] == [
        "V1__d.sql",
        "V1.1__c.sql",
        "V2__b.sql",
        "V10__a.sql",
        "V20240101__e.sql",
        "R__view.sql",
    ]
    skipped = {each.name: each.skipped for each in files if each.skipped}
    assert skipped == {
        "U2__b.sql": "it undoes a version",
        "B3__base.sql": "it is a baseline",
        "beforeMigrate.sql": "Flyway does not run files with such a name",
    }
    numbered = ["10_z.sql", "9_a.up.sql", "9_a.down.sql", "20240102_x/migration.sql", "seed.sql"]
    assert [each.name for each in sort_files(numbered) if not each.skipped] == [
        "9_a.up.sql",
        "10_z.sql",
        "20240102_x/migration.sql",
        "seed.sql",
    ]
    with pytest.raises(
        ScriptError, match=r"V1\.0__b\.sql and V1__a\.sql have the same version|V1__a"
    ):
        sort_files(["V1__a.sql", "V1.0__b.sql"])


def test_only_the_part_up_is_applied() -> None:
    goose = (
        "-- +goose Up\n-- +goose StatementBegin\nCREATE FUNCTION f() RETURNS int LANGUAGE sql\n"
        "AS $$ SELECT 1; $$;\n-- +goose StatementEnd\nINSERT INTO t VALUES (1);\n"
        "-- +goose Down\nDROP FUNCTION f;\n"
    )
    assert [line for line, _ in list_texts(goose)] == [3, 6]
    dbmate = (
        "-- migrate:up transaction:false\ncreate table a (b int);\n\n-- migrate:down\ndrop table a;"
    )
    assert list_texts(dbmate) == [(2, "create table a (b int)")]
    drizzle = (
        'CREATE TABLE "a" ("b" int);\n--> statement-breakpoint\nCREATE TABLE "c" ("d" int)'
        "\n--> statement-breakpoint\nDROP TABLE e;--> statement-breakpoint\n"
    )
    assert [line for line, _ in list_texts(drizzle)] == [1, 3, 5]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-- +goose Down\ndrop table a;", r"x\.sql, line 1: goose needs one mark .* not 0"),
        ("select 1;\n-- migrate:up\nselect 2;", "a statement is before the mark"),
        ("-- +goose ENVSUB ON\n-- +goose Up\nselect 1;", "does not replace variables"),
        ("begin;\ninsert into a values (1);", "line 1: the transaction has no COMMIT"),
        ("select 1;\nbegin; rollback;", "line 2: rollback keeps nothing"),
        ("begin; savepoint a; commit;", "no savepoints"),
        ("begin; begin; commit;", "the transaction of line 1 is open"),
        ("commit;", "no transaction is open"),
        ("select 1;\n\\i other.sql\n", r"line 2: \\i other.sql is a command of psql"),
        ("select 'a;\nselect 2;", "line 1: a quote is not closed"),
        ("select 1; /* a", "line 1: a comment is not closed"),
    ],
)
def test_what_cannot_be_applied_is_refused(text: str, words: str) -> None:
    with pytest.raises(ScriptError, match=words):
        read_script("x.sql", text)


def test_placeholders_of_flyway_are_refused() -> None:
    with pytest.raises(ScriptError, match=r"V1__a\.sql, line 2: .* such as \$\{schema\}"):
        read_script("V1__a.sql", "select 1;\ncreate table ${schema}.a (b int);")
    assert list_texts("select '${a}'", "1_a.sql") == [(1, "select '${a}'")]


def test_each_transaction_is_one_that_aurora_dsql_takes() -> None:
    text = (
        "\\set ON_ERROR_STOP on\nset timezone = 'UTC';\ncreate table a (b int);\n"
        "insert into a values (1);\n"
        "begin; set local extra_float_digits = 1; insert into a values (2); "
        "delete from a; commit;\nbegin; create table c (d int); insert into c values (1); "
        "insert into c values (2);\n"
        "create index async on c (d); commit;\ncopy a from stdin;\n3\n\\.\nanalyze a;\n"
    )
    steps = read_script("x.sql", text).steps
    kinds = [(step.kind, step.line, len(step.statements), step.divided) for step in steps]
    assert kinds == [
        ("setting", 2, 1, False),
        ("schema", 3, 1, False),
        ("rows", 4, 1, False),
        ("rows", 5, 2, False),
        ("schema", 6, 1, True),
        ("rows", 6, 2, True),
        ("schema", 7, 1, True),
        ("rows", 8, 1, False),
        ("schema", 11, 1, False),
    ]
    assert [step.settings[0].text for step in steps if step.settings] == [
        "set local extra_float_digits = 1"
    ]
    assert [step.line for step in steps if step.starts_job] == [7]
    assert steps[7].statements[0].data == "3\n"


def test_checksum_ignores_comments_and_line_ends_between_statements() -> None:
    one = read_script("x.sql", "select 1;\ninsert into a\nvalues (1);")
    same = read_script("x.sql", "-- new\r\nselect 1 ;\r\n\r\ninsert into a\r\nvalues (1);\r\n")
    other = read_script("x.sql", "select 1;\ninsert into a\nvalues (2);")
    assert one.checksum == same.checksum != other.checksum
    assert one.steps[0].checksum == other.steps[0].checksum

"""COPY of local data: any size, any option, and a true account of rejected rows."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.cli.conftest import Command

SHAPE = "(id int primary key, note text, n int)"


def create(command: Command, table: str, shape: str = SHAPE) -> None:
    assert command("exec", "-c", f"create table {table} {shape}").code == 0


def read(command: Command, query: str) -> list[str]:
    done = command("exec", "-c", query, "--format", "tsv", "--no-header")
    assert done.code == 0, done.talk
    return done.data.splitlines()


def count(command: Command, table: str) -> int:
    return int(read(command, f"select count(*) from {table}")[0])


OPTIONS = [
    "",
    "(format csv)",
    "(format csv, header)",
    "csv header null 'NULL' delimiter ';'",
    "(format csv, header match, quote '''', escape '\\', null 'none')",
    "(format csv, delimiter E'\\t', force_null (note), quote '|')",
    "delimiter '|' null ''",
    "(format text, header, null 'x')",
]
NOTES = [
    "",
    "NULL",
    "none",
    "x",
    "\\N",
    "\\",
    "\\.",
    'a"b',
    "it's",
    "a\nb",
    "a\r\nb",
    ";|,\t",
    " y ",
]


@pytest.mark.parametrize("number", range(len(OPTIONS)))
def test_every_option_is_kept_at_any_size(command: Command, tmp_path: Path, number: int) -> None:
    options = OPTIONS[number]
    source, target = f"copied_from_{number}", f"copied_to_{number}"
    shape = '(id int primary key, note text, "x,y" text)'
    for table in (source, target):
        create(command, table, shape)
    dice = random.Random(number)
    # In text format a value like the one for NULL is NULL.
    lost = {6: "", 7: "x"}.get(number)
    notes = [dice.choice([*(each for each in NOTES if each != lost), None]) for _ in range(7001)]
    rows = [
        f"({n}, {'null' if note is None else f'$v${note}$v$'}, '{n % 7}')"
        for n, note in enumerate(notes)
    ]
    for start in range(0, len(rows), 2000):
        values = ", ".join(rows[start : start + 2000])
        assert command("exec", "-c", f"insert into {source} values {values}").code == 0
    path = tmp_path / "data"
    columns = '(note, id, "x,y")'
    writing = options.replace("header match", "header").replace(", force_null (note)", "")
    commands = (
        f"\\copy {source} {columns} to '{path}' {writing}",
        f"\\copy {target} {columns} from '{path}' {options}",
    )
    for each in commands:
        done = command("exec", "-c", each)
        assert done.code == 0, done.talk
    assert "COPY 7001" in done.talk
    expected = "nullif(note, '')" if "force_null" in options else "note"
    different = f'select id, {expected}, "x,y" from {source} except select * from {target}'
    assert read(command, different) == []
    assert count(command, target) == 7001


def test_rejected_rows_are_named_and_the_others_loaded(command: Command, tmp_path: Path) -> None:
    create(command, "rejecting")
    path = tmp_path / "big.csv"
    lines = [f"{n},t{n},{n}" for n in range(10_001)]
    lines[4] = "4,four,x"
    lines[5000] = "3,three again,1"
    lines[9000] = '9000,pipe 5",1'
    path.write_text("".join(f"{line}\n" for line in lines))
    done = command("exec", "-c", f"\\copy rejecting from '{path}' csv")
    assert done.code == 1
    assert "3 rows were rejected, and 9,998 rows are loaded and stay" in done.talk
    assert "Rejected lines: 5, 5,001, 9,001" in done.talk
    assert "Line 9,001 was rejected: A quote is not closed." in done.talk
    assert count(command, "rejecting") == 9_998


def test_copy_stops_after_many_rejected_rows(command: Command, tmp_path: Path) -> None:
    create(command, "all_wrong")
    path = tmp_path / "big.csv"
    path.write_text("".join(f"{n},t,x\n" for n in range(4000)))
    done = command("exec", "-c", f"\\copy all_wrong from '{path}' csv")
    assert done.code == 1
    assert "0 rows are loaded" in done.talk
    assert "It stopped there." in done.talk


@pytest.mark.parametrize(
    ("line", "words"),
    [("2,b,x", "Line 3 of the data, column n"), ('2,"b,1', "Line 3: A quote is not closed")],
)
def test_copy_of_one_transaction_is_loaded_completely_or_not(
    command: Command, tmp_path: Path, line: str, words: str
) -> None:
    table = f"whole_{len(line)}"
    create(command, table)
    path = tmp_path / "small.csv"
    path.write_text(f"id,note,n\n1,a,1\n{line}\n3,c,3\n")
    done = command("exec", "-c", f"\\copy {table} from '{path}' csv header")
    assert done.code == 1
    assert words in done.talk
    assert count(command, table) == 0


def test_inline_data_name_their_rejected_rows(command: Command, tmp_path: Path) -> None:
    create(command, "inline_rows")
    path = tmp_path / "script.sql"
    rows = [f"{n}\tdrop table inline_rows;\t\\N" for n in range(3500)]
    rows[3333] = "wrong\tx\t1"
    path.write_text(
        "select 1;\nCOPY public.inline_rows (id, note, n) FROM stdin;\n"
        + "".join(f"{row}\n" for row in rows)
        + "\\.\nselect count(*) from inline_rows;\n"
    )
    done = command("exec", "-f", str(path))
    assert done.code == 1
    assert "1 row was rejected, and 3,499 rows are loaded" in done.talk
    assert "Rejected lines: 3,334" in done.talk
    assert count(command, "inline_rows") == 3499


def test_too_many_rows_in_a_transaction_are_refused_before_the_first(
    command: Command, tmp_path: Path
) -> None:
    create(command, "in_block")
    path = tmp_path / "big.csv"
    path.write_text("".join(f"{n},t,1\n" for n in range(3001)))
    script = tmp_path / "script.sql"
    script.write_text(f"begin;\n\\copy in_block from '{path}' csv\ncommit;\n")
    done = command("exec", "-f", str(script))
    assert done.code != 0
    assert "too much for one transaction" in done.talk
    assert count(command, "in_block") == 0


def test_rows_that_are_larger_at_the_server_are_loaded_in_parts(
    command: Command, tmp_path: Path
) -> None:
    create(command, "expanding")
    path = tmp_path / "big.csv"
    path.write_text("".join(f"{n},{'x' * 12_000},1\n" for n in range(150)))
    script = f"\\copy expanding from '{path}' csv"
    done = command("exec", "-c", script)
    assert (done.code, count(command, "expanding")) == (0, 150), done.talk

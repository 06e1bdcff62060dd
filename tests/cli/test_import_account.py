"""What `import` claims is what the table holds, whatever fails."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from dsql_tui.importing import Import
from dsql_tui.importing.batch_loader import MAX_LOSSES
from dsql_tui.results.readers import Layout
from dsql_tui.sandbox.ready import Ready
from dsql_tui.store import paths
from tests.access import build_access
from tests.cli.conftest import Command, Done
from tests.faults import inject_faults

Process = Callable[..., "subprocess.Popen[bytes]"]


def create(command: Command, table: str, shape: str = "(id int primary key, t text)") -> None:
    assert command("exec", "-c", f"create table {table} {shape}").code == 0


def read(command: Command, query: str) -> list[str]:
    done = command("exec", "-c", query, "--format", "tsv", "--no-header")
    assert done.code == 0, done.talk
    return done.data.splitlines()


def count(command: Command, table: str) -> int:
    return int(read(command, f"select count(*) from {table}")[0])


def write_rows(path: Path, count: int, *more: str) -> Path:
    rows = [f"{number},t{number}" for number in range(count)]
    path.write_text("id,t\n" + "".join(f"{row}\n" for row in (*rows, *more)))
    return path


def rejected_lines(path: Path) -> list[int]:
    return [json.loads(line)["line"] for line in path.read_text().splitlines()]


def claims(done: Done) -> dict[str, int]:
    """Return the counts that a run prints."""
    pattern = r"([\d,]+) (?:rows? )?(imported|updated|skipped|were there already|rejected)"
    return {what: int(n.replace(",", "")) for n, what in re.findall(pattern, done.talk)}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("duplicates", ["same", "other"])
def test_after_a_lost_link_rejected_rows_are_rejected(
    command: Command, tmp_path: Path, aws: Ready, when: str, duplicates: str
) -> None:
    table = f"resumed_{when}_{duplicates}"
    create(command, table)
    value = {"same": "t", "other": "x"}[duplicates]
    before = ", ".join(f"({n}, '{value}{n}')" for n in (250, 260, 270))
    assert command("exec", "-c", f"insert into {table} values {before}").code == 0
    path = write_rows(tmp_path / "rows.csv", 300, "5,twice", "6,t6", "x,y", "400")
    with inject_faults(aws, commit=[when]):
        done = command("import", str(path), "--into", table)
    rejects = tmp_path / "rows.csv.rejected.jsonl"
    assert done.code == 1
    assert str(rejects) in done.talk
    assert rejected_lines(rejects) == [252, 262, 272, 302, 303, 304, 305]
    assert claims(done)["rejected"] == 7
    found = claims(done).get("were there already", 0)
    assert claims(done)["imported"] + found == 297 == count(command, table) - 3


@pytest.mark.parametrize("rejects", ["/dev/full", "gone/rejects"])
def test_rejected_rows_that_cannot_be_written_are_not_forgotten(
    command: Command, tmp_path: Path, rejects: str
) -> None:
    table = f"unwritten_{rejects[-4:]}"
    create(command, table)
    path = write_rows(tmp_path / "rows.csv", 10, "5,t5", "x,y", "11,t11")
    target = str(tmp_path / rejects)
    done = command("import", str(path), "--into", table, "--rejects", target)
    assert done.code == 2
    assert target in done.talk
    done = command("import", str(path), "--into", table, "--resume")
    assert done.code == 1
    assert claims(done) == {"imported": 11, "rejected": 2}
    assert rejected_lines(tmp_path / "rows.csv.rejected.jsonl") == [12, 13]
    assert count(command, table) == 11


def test_rejects_cannot_be_written_to_the_imported_file(command: Command, tmp_path: Path) -> None:
    create(command, "own_rejects")
    path = write_rows(tmp_path / "rows.csv", 3)
    before = path.read_text()
    done = command("import", str(path), "--into", "own_rejects", "--rejects", str(path))
    assert done.code == 2
    assert "is the file to import" in done.talk
    assert path.read_text() == before


def test_second_import_of_a_file_is_refused(command: Command, tmp_path: Path, aws: Ready) -> None:
    create(command, "one_at_a_time")
    path = write_rows(tmp_path / "rows.csv", 7000)
    work = Import(build_access(aws), "one_at_a_time", path, Layout("csv"), tmp_path / "rejects")
    running = work.run()
    assert next(running).done == 3000
    done = command("import", str(path), "--into", "one_at_a_time", "--fresh")
    assert (done.code, "is running" in done.talk) == (2, True)
    other = write_rows(tmp_path / "others.csv", 7000)
    arguments = ("--into", "one_at_a_time", "--rejects", str(tmp_path / "rejects"))
    done = command("import", str(other), *arguments)
    assert (done.code, "Another import writes its rejected rows" in done.talk) == (2, True)
    assert [each.done for each in running][-1] == 7000
    assert count(command, "one_at_a_time") == 7000
    assert command("import", str(path), "--into", "one_at_a_time", "--max-rejected", "3").code == 1


def test_two_processes_at_once_claim_each_row_once(
    command: Command, process: Process, tmp_path: Path
) -> None:
    create(command, "at_once")
    path = write_rows(tmp_path / "rows.csv", 20_000)
    running = [process("import", str(path), "--into", "at_once") for _ in range(2)]
    ended = [(each.communicate(timeout=60)[1].decode(), each.returncode) for each in running]
    imported = sum(claims(Done(code, "", talk)).get("imported", 0) for talk, code in ended)
    assert imported == 20_000 == count(command, "at_once"), ended
    assert sorted(code for _, code in ended) in ([0, 2], [0, 1])


JSON_VALUES = ['"5"', '"null"', '"x"', "5", "1.10", "true", '{"b": 1, "a": [1.0, "x"]}', '"é\\n"']


@pytest.mark.parametrize("kind", ["json", "jsonb"])
def test_json_values_make_the_round_trip(command: Command, tmp_path: Path, kind: str) -> None:
    create(command, f"documents_{kind}", f"(id int primary key, j {kind}, t text)")
    path = tmp_path / "rows.jsonl"
    lines = [f'{{"id": {n}, "j": {v}, "t": "5"}}' for n, v in enumerate(JSON_VALUES)]
    path.write_text("".join(f"{line}\n" for line in [*lines, '{"id": 99, "j": null}']))
    assert command("import", str(path), "--into", f"documents_{kind}").code == 0
    for number, value in enumerate(JSON_VALUES):
        quoted = value.replace("'", "''")
        query = f"select j::jsonb = '{quoted}'::jsonb from documents_{kind} where id = {number}"
        assert read(command, query) == ["t"], value
    back = tmp_path / "back.jsonl"
    query = f"select * from documents_{kind} order by id"
    assert command("exec", "-c", query, "--format", "jsonl", "-o", str(back)).code == 0
    create(command, f"again_{kind}", f"(id int primary key, j {kind}, t text)")
    assert command("import", str(back), "--into", f"again_{kind}").code == 0
    query = f"select count(*) from (select id, j::text from documents_{kind} except"
    assert read(command, f"{query} select id, j::text from again_{kind}) x") == ["0"]


def test_names_with_capitals_and_commas_can_be_columns(command: Command, tmp_path: Path) -> None:
    create(command, "albums", '("AlbumId" int primary key, "x,y" text, "a ""b""" text)')
    path = tmp_path / "albums.csv"
    path.write_text("1,a,b\n2,c,d\n")
    columns = '"AlbumId","x,y", "a ""b"""'
    done = command("import", str(path), "--into", "albums", "--no-header", "--columns", columns)
    assert (done.code, done.talk) == (0, "2 rows imported\n")
    assert read(command, 'select * from albums order by "AlbumId"') == ["1\ta\tb", "2\tc\td"]


def test_members_that_only_later_lines_have_are_columns(command: Command, tmp_path: Path) -> None:
    create(command, "sparse", "(id int primary key, a text, b text)")
    path = tmp_path / "rows.jsonl"
    path.write_text('{"id": 1}\n{"id": 2, "a": "x"}\n{"b": "y", "id": 3}\n')
    assert command("import", str(path), "--into", "sparse").code == 0
    assert read(command, "select * from sparse order by id") == [
        "1\t\\N\t\\N",
        "2\tx\t\\N",
        "3\t\\N\ty",
    ]
    path.write_text('{"id": 4, "c": 1}\n')
    done = command("import", str(path), "--into", "sparse")
    assert (done.code, '"c"' in done.talk) == (1, True)


def test_a_stray_quote_is_named_and_the_rest_is_loaded(command: Command, tmp_path: Path) -> None:
    create(command, "stray")
    path = write_rows(tmp_path / "rows.csv", 10_000)
    path.write_text(path.read_text().replace("\n5,t5\n", '\n5,pipe 5"\n'))
    done = command("import", str(path), "--into", "stray")
    assert done.code == 1
    assert claims(done) == {"imported": 9_999, "rejected": 1}
    assert rejected_lines(tmp_path / "rows.csv.rejected.jsonl") == [7]
    assert count(command, "stray") == 9_999


def test_changed_file_is_not_resumed(command: Command, tmp_path: Path, aws: Ready) -> None:
    create(command, "changed")
    path = write_rows(tmp_path / "rows.csv", 350)
    with inject_faults(aws, commit=["before"] * (MAX_LOSSES + 1)):
        assert command("import", str(path), "--into", "changed").code == 6
    text = path.read_text()
    path.write_text(text.replace("t7", "t8"))
    done = command("import", str(path), "--into", "changed", "--resume")
    assert (done.code, "the file was changed" in done.talk) == (2, True)


ENCODINGS = [
    ("utf-8", []),
    ("utf-8-sig", []),
    ("utf-16", []),
    ("utf-16-be", ["--encoding", "utf-16-be"]),
    ("latin-1", ["--encoding", "latin1"]),
    ("cp1252", ["--encoding", "cp1252"]),
]


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".csv.zst"])
@pytest.mark.parametrize(("encoding", "options"), ENCODINGS)
def test_files_in_other_encodings_are_loaded(
    command: Command, tmp_path: Path, encoding: str, options: list[str], suffix: str
) -> None:
    table = f"encoded_{encoding.replace('-', '_')}_{suffix[-2:]}"
    create(command, table)
    path = tmp_path / f"rows{suffix}"
    data = 'id,t\r\n1,Größe\r\n\r\n2,"a\r\nß"\r\n'.encode(encoding)
    if suffix.endswith(".gz"):
        data = gzip.compress(data)
    elif suffix.endswith(".zst"):
        data = zstandard.compress(data)
    path.write_bytes(data)
    done = command("import", str(path), "--into", table, *options)
    assert (done.code, done.talk) == (0, "2 rows imported\n")
    assert read(command, f"select t from {table} order by id") == ["Größe", "a\\r\\nß"]


WRONG_BYTES = [
    (b"id,t\n1,ab\xfc\n2,x\n", [], "Byte 5 in line 2 (0xFC) is not text in UTF-8"),
    ('id,t\n1,"é\né'.encode() + b'\xff"\n2,x\n', [], "Byte 3 in line 3 (0xFF)"),
    (b"id,t\n1,\x81\n2,x\n", ["--encoding", "cp1252"], "(0x81) is not text in cp1252"),
    (
        "id,t\n1,é".encode("utf-16") + b"\x00\xdcx\x00" + "\n2,x\n".encode("utf-16-le"),
        [],
        "Byte 7 in line 2 (0x00) is not text in utf-16",
    ),
]


@pytest.mark.parametrize(("data", "options", "words"), WRONG_BYTES)
def test_wrong_bytes_are_named_and_reject_their_row(
    command: Command, tmp_path: Path, data: bytes, options: list[str], words: str
) -> None:
    table = f"wrong_bytes_{abs(hash(data))}"
    create(command, table)
    path = tmp_path / "rows.csv"
    path.write_bytes(data)
    done = command("import", str(path), "--into", table, *options)
    assert claims(done) == {"imported": 1, "rejected": 1}
    assert words in (tmp_path / "rows.csv.rejected.jsonl").read_text()
    assert read(command, f"select * from {table}") == ["2\tx"]


def test_an_unknown_encoding_is_an_error(command: Command, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "rows.csv", 1)
    done = command("import", str(path), "--into", "t", "--encoding", "klingon")
    assert (done.code, "is not an encoding" in done.talk) == (2, True)


def test_standard_input_is_imported(
    command: Command, process: Process, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    create(command, "from_input")
    text = "NA;x\n1;NA\n2;NA\n"
    words = ["-", "--into", "from_input", "--columns", "id,t", "--no-header", "--null", "NA"]
    running = process("import", *words, "--format", "csv", "--separator", ";")
    _, talk = running.communicate(text.encode(), timeout=60)
    assert running.returncode == 1, talk
    assert claims(Done(1, "", talk.decode())) == {"imported": 2, "rejected": 1}
    assert read(command, "select * from from_input order by id") == ["1\t\\N", "2\t\\N"]
    assert rejected_lines(tmp_path / "standard-input.rejected.jsonl") == [1]
    assert not list((paths.data_folder() / "imports").glob("*.csv"))
    done = command("import", "-", "--into", "from_input")
    assert (done.code, "Add --format" in done.talk) == (2, True)


def test_standard_input_is_kept_until_its_outcome_is_known(
    command: Command, process: Process, aws: Ready
) -> None:
    create(command, "kept_input")
    text = "id,t\n" + "".join(f"{number},x\n" for number in range(10))
    with inject_faults(aws, commit=["before"] * (MAX_LOSSES + 1)):
        running = process("import", "-", "--into", "kept_input", "--format", "csv")
        _, talk = running.communicate(text.encode(), timeout=60)
    assert running.returncode == 6, talk
    (kept,) = (paths.data_folder() / "imports").glob("*.csv")
    assert f"{kept}" in talk.decode()
    assert kept.stat().st_mode & 0o777 == 0o600
    done = command("import", str(kept), "--into", "kept_input", "--resume")
    assert (done.code, claims(done)) == (0, {"imported": 10})
    assert count(command, "kept_input") == 10


@pytest.mark.parametrize("kind", ["json", "jsonl", "parquet"])
def test_a_text_for_null_is_refused_where_null_has_its_own(command: Command, kind: str) -> None:
    done = command("import", f"rows.{kind}", "--into", "t", "--null", "NA")
    assert (done.code, "--null applies to" in done.talk) == (2, True)

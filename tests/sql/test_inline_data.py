"""Rows behind COPY … FROM STDIN are data, not statements."""

from __future__ import annotations

import random

import pytest

from dsql_tui.sql.script import Script
from dsql_tui.sql.statements import (
    Piece,
    find_open_token,
    find_pieces,
    find_server_pieces,
    scan_pieces,
    split,
    statement_at,
)
from tests.sql.dumps import DUMPS

ROWS = "1\ta;b\n2\t'\n\\N\t\\\\.\n"
END = "\\.\n"
WITH_DATA = [
    "copy t from stdin;",
    "COPY public.t (a, b) FROM stdin;",
    'Copy "T;" ("a""", "from") FROM STDIN WITH (FORMAT csv, DELIMITER \';\', NULL \'\');',
    "copy t /* ; */ from -- ;\n stdin\n csv header;",
    "copy t from stdin where a > 1;",
    "copy t\n(a)\nfrom\nstdin\n;",
    "copy binary t from stdin;",
    "copy t from stdout;",
    "copy t from stdin \\g",
    "copy t from stdin;   -- rows",
    "copy t from stdin; /* rows */",
    "/* copy */ copy t from stdin;",
    "select 1; copy t from stdin;",
]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("copy", WITH_DATA)
def test_rows_belong_to_their_copy(copy: str, end: str) -> None:
    rows = ROWS.replace("\n", end)
    script = f"{copy}{end}{rows}\\.{end}select 2;{end}"
    found = split(script)
    (loading,) = (each for each in found if each.data)
    assert loading.data
    assert loading.text.lower().startswith("copy")
    assert script[loading.data.start : loading.data.end] == rows
    assert loading.data.closed
    assert found[-1].text == "select 2"
    assert not any("a;b" in each.text for each in found)
    assert find_open_token(script) is None


COMMANDS = [
    "\\copy t from stdin",
    "\\copy t from stdin;",
    '\\copy public."T;" (a, "from") FROM STDIN WITH (format csv, delimiter \';\')',
    "\\copy t from stdout csv header",
    "select 1; \\copy t from stdin",
]


@pytest.mark.parametrize("copy", COMMANDS)
def test_rows_belong_to_their_copy_command(copy: str) -> None:
    script = f"{copy}\n{ROWS}\\.\nselect 2;\n"
    found = split(script)
    (loading,) = (each for each in found if each.data)
    assert loading.data
    assert loading.text.startswith("\\copy")
    assert script[loading.data.start : loading.data.end] == ROWS
    assert [each.text for each in found][-1] == "select 2"
    assert not any("a;b" in each.text for each in found)


@pytest.mark.parametrize(
    ("script", "blocks"),
    [
        ("copy a from stdin \\; copy b from stdin;", 2),
        ("copy a from stdin \\; select 1;", 1),
        ("select 1 \\; copy a from stdin \\; copy b to stdout \\; copy c from stdin;", 2),
        ("copy a from stdin \\; copy b from stdin \\; select 2 \\g", 2),
    ],
)
def test_each_copy_of_a_message_has_its_own_rows(script: str, blocks: int) -> None:
    text = f"{script}\n" + f"drop table a;\n{END}" * blocks + "select 3;\n"
    found = [each for each in split(text) if not each.text.startswith("\\")]
    assert [each.text for each in found][1:] == ["select 3"]
    assert found[0].data
    assert found[0].data.closed


WITHOUT_DATA = [
    "copy t to stdout;",
    "copy (select 1 from stdin) to stdout;",
    "copy t from 'stdin';",
    "copy t from program 'stdin';",
    "select copy from stdin;",
    "-- copy t from stdin;",
    "/* copy t from stdin; */",
    "select 'copy t from stdin;';",
    "do $$ copy t from stdin; $$;",
    "create function f() returns int begin atomic copy t from stdin; end;",
    "create rule r as on insert to t do (copy t from stdin; select 1);",
    "\\copy t from pstdin",
    "\\copy t to stdin",
    "\\copy (select 'from stdin') to stdout",
    "\\copy t from 'stdin'",
    "\\copyx t from stdin",
    "\\echo copy t from stdin;",
    "explain copy t from stdin;",
]


@pytest.mark.parametrize("other", WITHOUT_DATA)
def test_other_statements_have_no_data(other: str) -> None:
    script = f"{other}\nselect 3;\n\\.\nselect 4;\n"
    assert not any(each.data for each in split(script))
    assert [each.text for each in split(script)][-3:] == ["select 3", "\\.", "select 4"]


COUNTS = {
    "pagila": (45, 21),
    "chinook": (6, 0),
    "chinook by pg_dump": (8 + 3 * 7 + 1, 7),
    "northwind": (9, 0),
    "titanic": (4, 1),
    "csv": (4, 2),
    "aws": (2, 0),
    "pagila with CR LF": (45, 21),
    "chinook with a byte order mark": (6, 0),
}


@pytest.mark.parametrize("name", sorted(DUMPS))
def test_a_dump_has_the_right_number_of_statements_and_data_blocks(name: str) -> None:
    found = split(DUMPS[name])
    commands = [each for each in found if each.text.startswith("\\")]
    blocks = [each for each in found if each.data]
    assert (len(found) - len(commands), len(blocks)) == COUNTS[name]
    assert all(each.data.closed for each in blocks if each.data)
    assert find_open_token(DUMPS[name]) is None


def test_data_without_an_end_reach_to_the_end_of_the_script() -> None:
    script = "copy t from stdin;\n1\n2"
    (loading,) = split(script)
    assert loading.data
    assert script[loading.data.start : loading.data.end] == "1\n2"
    assert not loading.data.closed


@pytest.mark.parametrize("rest", ["", "\n", "\n\n  \n", " -- now", "\r\n"])
def test_a_copy_at_the_end_of_a_script_has_no_data(rest: str) -> None:
    (loading,) = split(f"copy t from stdin;{rest}")
    assert loading.text == "copy t from stdin"
    assert loading.data is None


def test_a_block_may_be_empty() -> None:
    script = "copy t from stdin;\n\\.\nselect 1;"
    loading, after = split(script)
    assert loading.data
    assert loading.data.start == loading.data.end
    assert after.text == "select 1"


def test_only_a_line_of_its_own_ends_the_data() -> None:
    rows = " \\.\n\\.x\n\\. \n\\\\.\na\\.\n"
    script = f"copy t from stdin;\n{rows}{END}select 1;"
    loading, _ = split(script)
    assert loading.data
    assert script[loading.data.start : loading.data.end] == rows


def test_statements_on_the_line_of_a_copy_run_after_its_data() -> None:
    script = "copy a from stdin; copy b from stdin; select 1;\n1\n\\.\n2\n\\.\nselect 2;"
    first, second, third, fourth = split(script)
    assert first.data
    assert script[slice(*first.data[:2])] == "1\n"
    assert second.data
    assert script[slice(*second.data[:2])] == "2\n"
    assert (third.text, fourth.text) == ("select 1", "select 2")


def test_a_statement_may_go_on_behind_the_data() -> None:
    script = "copy t from stdin; select 'a\n1\n\\.\nb', 2\n;select 3"
    assert [each.text for each in split(script)] == [
        "copy t from stdin",
        "select 'a\nb', 2",
        "select 3",
    ]


def test_the_cursor_in_data_means_their_copy() -> None:
    script = f"select 1;\ncopy t from stdin;\n{ROWS}{END}\nselect 2;"
    for place in ("1\ta", "2\t", "\\.\n\n"):
        found = statement_at(script, script.index(place))
        assert found
        assert found.text == "copy t from stdin"
    assert statement_at(script, len(script)).text == "select 2"  # type: ignore[union-attr]


def test_the_server_knows_no_inline_data_and_no_commands() -> None:
    message = "copy t from stdin;\n\\.\nselect 1;\n\\d; a\\;b"
    texts = [message[each.start : each.end] for each in find_server_pieces(message)]
    assert texts == ["copy t from stdin", "\\.\nselect 1", "\\d", "a\\", "b"]


UNCLOSED = [
    ("select 1; /* a\nselect 2;", ("comment", 10)),
    ("select 1;\nselect 'a;\n select 2;", ("string", 17)),
    ("select E'a\\'; b", ("string", 7)),
    ('select "a; b', ("quoted", 7)),
    ("do $x$ a; $$; b", ("dollar", 3)),
    ("/* /* */ select 1;", ("comment", 0)),
    ("copy t from stdin;\n'\n\\.\nselect 'a", ("string", 31)),
    ("copy t from stdin; select 'a\n'\n\\.\nb", ("string", 26)),
    ("copy t from stdin;\n'", None),
    ("\\echo 'a", None),
    ("select 'a' -- '", None),
    ("", None),
]


@pytest.mark.parametrize(("script", "wanted"), UNCLOSED)
def test_an_open_token_is_found_where_it_opens(script: str, wanted: tuple[str, int] | None) -> None:
    found = find_open_token(script)
    assert (found and (found.kind, found.start)) == wanted


PARTS = [
    "copy t from stdin;",
    "copy t from stdin",
    "\\g",
    ";",
    "\n",
    "\n",
    "\n\\.\n",
    "x",
    "'",
    "--",
]
PARTS += ["--", "/*", "*/", "select 1;", " ", "\t", "(", ")", "\\", "\r"]


def test_an_edited_script_has_the_data_of_a_new_one() -> None:
    rng = random.Random(3)
    text, script = "", Script()
    for _ in range(6000):
        left = rng.randint(0, len(text))
        right = min(len(text), left + rng.choice((0, 0, 1, 20 if len(text) > 200 else 2)))
        text = text[:left] + rng.choice(PARTS) + text[right:]
        script.change(text, left)
        offset = rng.randint(0, len(text))
        assert script.statement_at(offset) == statement_at(text, offset), text
        found: list[Piece] = list(find_pieces(text))
        assert found == list(scan_pieces(text)), text
        for each in found:
            rest = find_pieces(text, each.after, each.skipped)
            assert list(rest) == found[found.index(each) + 1 :], text

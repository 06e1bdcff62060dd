"""Our parsers survive any text: they return something, or raise the error that they document."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial
from io import StringIO
from pathlib import Path

import pytest

from dsql_tui.dsql.endpoint import parse_target
from dsql_tui.dsql.profile_texts import profile_from_texts
from dsql_tui.dsql.server_errors import describe_lost_link, diagnose, parse_connect_error
from dsql_tui.dsql.stream_records import parse_record
from dsql_tui.dsql.tags import parse_tags
from dsql_tui.dsql.target_url import read_target
from dsql_tui.results.readers import Layout, read_columns, read_records
from dsql_tui.sql import meta
from dsql_tui.sql.batches import parse_change
from dsql_tui.sql.changed_tables import find_changed_tables
from dsql_tui.sql.conversion.collect import collect
from dsql_tui.sql.conversion.copies import read_copy
from dsql_tui.sql.conversion.inserts import read_insert
from dsql_tui.sql.conversion.options import Options
from dsql_tui.sql.conversion.reader import read_parts
from dsql_tui.sql.conversion.rewrite import rewrite
from dsql_tui.sql.conversion.schema import Schema
from dsql_tui.sql.conversion.values import convert_array, decode_field
from dsql_tui.sql.ddl.grants import parse_grants
from dsql_tui.sql.edits.values import check_value
from dsql_tui.sql.format import format_script
from dsql_tui.sql.lint import find_problems
from dsql_tui.sql.migration_files.conventions import read_file_name, read_statements
from dsql_tui.sql.migration_files.probes import find_probe
from dsql_tui.sql.migration_files.script import ScriptError
from dsql_tui.sql.migration_files.transactions import split_transactions
from dsql_tui.sql.normalized import normalize_statement
from dsql_tui.sql.parameters import bind
from dsql_tui.sql.plans.parse import parse_dpu, parse_plan
from dsql_tui.sql.risk.assess import assess
from dsql_tui.sql.secret import contains_secret
from dsql_tui.sql.statements import split
from dsql_tui.store.keymap import read_keymap
from dsql_tui.store.profiles import read_profiles
from dsql_tui.store.settings import read_settings
from dsql_tui.store.snippets import read_snippets

TEXTS = 150
PARTS = (
    *(
        "select ",
        "insert into ",
        "values ",
        "create table ",
        "index async ",
        "alter table ",
        "copy ",
    ),
    *("from stdin", "begin", "commit", "\\.", "\\copy ", "\\if ", "\\set ", "\\d ", "primary key "),
    *(
        "references ",
        "check ",
        "default ",
        "generated always as identity",
        "serial",
        "numeric(",
        "[]",
    ),
    *(
        "as $$",
        "$a$",
        "'",
        "''",
        "E'\\",
        '"',
        "--",
        "/*",
        "*/",
        "(",
        ")",
        ";",
        ",",
        ".",
        "::",
        ":'x'",
    ),
    *(
        "Seq Scan on t",
        "  ->  ",
        "(cost=0.00..",
        "rows=",
        "width=",
        "DPU: ",
        "Compute: ",
        "loops=0",
    ),
    *("arn:aws:dsql:us-east-1:1:cluster/", "postgresql://", "jdbc:", "@", "?", "%", "%zz", ":5432"),
    *(".dsql.us-east-1.on.aws", "abcdefghijklmnopqrstuvwxyz", "vpce-", "[::1]", "]", "//", "#"),
    *("theme = ", "[profile]", "[[x]]", "=", "\n", "\r\n", "\t", " ", "\0", "\ufeff", "\x1b[31m"),
    *("{", "}", "[", ":", "null", "true", "1e999", "NaN", "9" * 30, "9" * 5000, "-1", "\ud800"[:0]),
    *(
        "é",
        "日本",
        "\u202e",
        "\u2028",
        "😀",
        "ı",
        "x",
        "1",
        "FATAL:  ",
        "HINT:  ",
        "connection failed",
    ),
)
"""Parts of texts of every language that we parse, and characters that break parsers."""


def make_texts(seed: str) -> Iterator[str]:
    """Yield texts of random parts: mostly of parts of one kind, and sometimes of noise."""
    rng = random.Random(seed)
    for number in range(TEXTS):
        size = rng.choice((1, 3, 10, 40, 150))
        text = "".join(rng.choices(PARTS, k=size))
        yield text if number % 5 else text + rng.randbytes(20).decode("latin-1")
    yield "(" * 20_000
    yield "[" * 20_000
    yield "a." * 20_000


def read_file(read: Callable[[Path], object]) -> Callable[[str, Path], object]:
    """Return a parser that reads the text from a file."""

    def parse(text: str, folder: Path) -> object:
        path = folder / "file"
        path.write_text(text, encoding="utf-8", newline="")
        return read(path)

    return parse


def read_data(kind: str) -> Callable[[str], object]:
    """Return a parser of the rows of a file of a kind."""

    def parse(text: str) -> object:
        layout = Layout(kind)
        columns = read_columns(StringIO(text, newline=""), layout)
        return list(read_records(StringIO(text, newline=""), layout, columns))

    return parse


def convert_script(text: str) -> None:
    """Convert a script as `migrate` does."""
    schema = Schema()
    for part in read_parts(text.splitlines(keepends=True)):
        if part.kind != "rows":
            collect(schema, part.text, part.line)
    rewrite(schema, Options())


PARSERS: dict[str, tuple[Callable[..., object], tuple[type[Exception], ...]]] = {
    "statements": (split, ()),
    "risk": (assess, ()),
    "secrets": (contains_secret, ()),
    "lint": (lambda text: list(find_problems(split(text))), ()),
    "format": (format_script, ()),
    "parameters": (bind, ()),
    "batches": (parse_change, ()),
    "changed tables": (find_changed_tables, ()),
    "normalized": (normalize_statement, ()),
    "backslash commands": (meta.read, (ValueError,)),
    "plans": (parse_plan, ()),
    "DPU": (parse_dpu, ()),
    "dumps": (convert_script, ()),
    "COPY": (read_copy, (ValueError,)),
    "INSERT": (read_insert, ()),
    "fields of COPY": (decode_field, ()),
    "arrays": (lambda text: convert_array(text, "text"), (ValueError,)),
    "grants": (lambda text: parse_grants([(text, text, text)]), ()),
    "migration files": (read_file_name, (ValueError,)),
    "migration scripts": (lambda text: split_transactions(read_statements(text)), (ScriptError,)),
    "probes": (find_probe, ()),
    "values": (lambda text: [check_value(text, oid) for oid in (16, 17, 20, 114, 1184)], ()),
    "CSV": (read_data("csv"), (ValueError,)),
    "TSV": (read_data("tsv"), (ValueError,)),
    "JSON Lines": (read_data("jsonl"), (ValueError,)),
    "JSON": (read_data("json"), (ValueError,)),
    "stream records": (lambda text: parse_record(text.encode()), ()),
    "targets": (parse_target, (ValueError,)),
    "URLs": (read_target, (ValueError,)),
    "tags": (parse_tags, (ValueError,)),
    "profile fields": (
        lambda text: profile_from_texts({"target": text, "port": text, "sslmode": text}),
        (ValueError,),
    ),
    "connection errors": (lambda text: diagnose(parse_connect_error(text)), ()),
    "lost links": (describe_lost_link, ()),
    "settings": (read_file(read_settings), ()),
    "profiles": (read_file(read_profiles), ()),
    "keymap": (read_file(read_keymap), ()),
    "snippets": (read_file(read_snippets), ()),
}
"""By what they parse: a parser, and the errors that it may raise."""


@pytest.mark.parametrize("name", PARSERS)
def test_parser_survives_any_text(name: str, tmp_path: Path) -> None:
    parse, errors = PARSERS[name]
    more = (tmp_path,) if parse.__name__ == "parse" and parse.__code__.co_argcount == 2 else ()
    for text in make_texts(name):
        try_parser(partial(parse, text, *more), errors, text)


def try_parser(parse: Callable[[], object], errors: tuple[type[Exception], ...], text: str) -> None:
    """Parse a text; another error than the documented ones names the text."""
    try:
        parse()
    except errors:
        pass
    except Exception as error:
        raise AssertionError(repr(text[:500])) from error

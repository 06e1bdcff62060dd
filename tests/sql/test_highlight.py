"""The colours of lines."""

from __future__ import annotations

from dsql_tui.sql.highlight import highlight_line
from dsql_tui.sql.line_states import LineState


def colours(line: str, state: str = "") -> list[tuple[str, str]]:
    return [
        (line[span.start : span.end], span.kind) for span in highlight_line(line, LineState(state))
    ]


def test_tokens_have_colours() -> None:
    assert colours("SELECT uuid, a.b, 1.5 + $1 -- it's") == [
        ("SELECT", "keyword"),
        ("uuid", "type"),
        ("1.5", "number"),
        ("$1", "parameter"),
        ("-- it's", "comment"),
    ]
    assert colours("""'a''b' "T" $x$ 1 $x$""") == [
        ("'a''b'", "string"),
        ('"T"', "quoted"),
        ("$x$ 1 $x$", "string"),
    ]


def test_keywords_of_aurora_dsql_are_coloured_and_names_are_not() -> None:
    assert colours("create index async on t (name)") == [
        ("create", "keyword"),
        ("index", "keyword"),
        ("async", "keyword"),
        ("on", "keyword"),
    ]
    assert colours("AWS IAM GRANT r TO 'x'")[:3] == [
        ("AWS", "keyword"),
        ("IAM", "keyword"),
        ("GRANT", "keyword"),
    ]
    assert colours("call sys.wait_for_job(:id)") == [
        ("call", "keyword"),
        ("wait_for_job", "function"),
        (":id", "parameter"),
    ]
    assert colours("c.select, o.type, lower(x)") == [("lower", "function")]


def test_a_line_may_begin_inside_a_token() -> None:
    assert colours("b' from", "'") == [("b'", "string"), ("from", "keyword")]
    assert colours("still /* deeper */", "/") == [("still /* deeper */", "comment")]

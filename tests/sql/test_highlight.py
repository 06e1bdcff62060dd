"""Which parts of a line have which colour."""

from __future__ import annotations

import random

from dsql_tui.sql.highlight import spans, states, update_states


def coloured(line: str, state: str = "") -> list[tuple[str, str]]:
    return [(line[span.start : span.end], span.kind) for span in spans(line, state)]


def test_words_are_told_by_pygments_and_the_rest_by_the_scanner():
    assert coloured("SELECT uuid, a.b, 1.5 + $1 -- it's") == [
        ("SELECT", "keyword"),
        ("uuid", "type"),
        ("1.5", "number"),
        ("$1", "parameter"),
        ("-- it's", "comment"),
    ]
    assert coloured("""'a''b' "T" $x$ 1 $x$""") == [
        ("'a''b'", "string"),
        ('"T"', "quoted"),
        ("$x$ 1 $x$", "string"),
    ]


def test_what_aurora_dsql_adds_is_coloured_and_names_are_not():
    assert coloured("create index async on t (name)") == [
        ("create", "keyword"),
        ("index", "keyword"),
        ("async", "keyword"),
        ("on", "keyword"),
    ]
    assert coloured("AWS IAM GRANT r TO 'x'")[:3] == [
        ("AWS", "keyword"),
        ("IAM", "keyword"),
        ("GRANT", "keyword"),
    ]
    assert coloured("call sys.wait_for_job(:id)") == [
        ("call", "keyword"),
        ("wait_for_job", "function"),
        (":id", "parameter"),
    ]
    assert coloured("c.select, o.type, lower(x)") == [("lower", "function")]


def test_a_line_begins_in_what_the_line_above_left_open():
    assert coloured("b' from", "'") == [("b'", "string"), ("from", "keyword")]
    assert coloured("still /* deeper */", "/") == [("still /* deeper */", "comment")]


PIECES = ("'", '"', "/*", "*/", "--", "$body$", "$$", "x", "E'\\'", "$a$", "\\d '", " ", "")


def test_states_after_any_edit_are_those_of_a_scan_from_scratch():
    rng = random.Random(5)
    lines = ["select 'a' -- b"] * 40
    known = states(lines)
    for _ in range(5000):
        top = rng.randrange(len(lines))
        old = rng.randint(1, min(4, len(lines) - top))
        new = rng.randint(1, 4 if len(lines) < 80 else 1)
        lines[top : top + old] = ["".join(rng.choices(PIECES, k=3)) for _ in range(new)]
        below = update_states(known, lines, top, old, new)
        assert known == states(lines)
        assert top < below <= len(lines)

"""What becomes of a message of statements: of each one, whether PostgreSQL gets it, and as what.

A refused statement is not kept back. PostgreSQL gets another one in its place that must fail, so
that the transaction's state, pipelines and the handling of Sync come out right by themselves; then
its error is replaced. In a failed transaction it answers 25P02 to that one too, as it should.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from dsql_tui.sandbox.rules import control, families, queries, roles
from dsql_tui.sandbox.rules.shape import Shape, literal
from dsql_tui.sandbox.rules.verdict import Kind, Plan, Verdict
from dsql_tui.sql.scan import pieces

_REMEMBERED = 4096
"""Longer messages, in characters, are judged anew each time."""

_ALONE = re.compile(r"\s*(select|values|insert|update|delete)\b[^;]*;?\s*", re.IGNORECASE)
_QUICK: dict[str, tuple[Kind, tuple[str, ...]]] = {
    "select": ("read", queries.TRACES),
    "values": ("read", queries.TRACES),
    "insert": ("dml", tuple(trace for trace in queries.TRACES if trace != "into")),
    "update": ("dml", queries.TRACES),
    "delete": ("dml", queries.TRACES),
}
"""What is judged by its text alone, if none of these traces is in it."""

_RUNS = re.compile(r"\banaly[sz]e\b(?! (?:false|off|0)\b)")
_COSTS = re.compile(r"\bverbose\b(?! (?:false|off|0)\b)")
_EXPLAIN = re.compile(r"explain (?:\( \) |analy[sz]e |verbose )*(?P<inner>\S)")
_COPIES = re.compile(r"copy (?!\().* from(?!\S)")


def judge(sql: str) -> tuple[Verdict, ...]:
    """The verdicts on the statements of a Query or Parse message, in order."""
    return _remembered(sql) if len(sql) <= _REMEMBERED else _judged(sql)


def assembled(sql: str, verdicts: Sequence[Verdict], texts: Sequence[str]) -> str:
    """The message with each statement replaced by a text, and what stands between as it was.

    A text is the verdict's own, or that of `failing`.
    """
    parts, done = [], 0
    for verdict, text in zip(verdicts, texts, strict=True):
        parts += [sql[done : verdict.start], text]
        done = verdict.end
    return "".join(parts) + sql[done:]


def failing(mark: str) -> str:
    """A statement that PostgreSQL must fail on, with a mark in its error that no client knows.

    The mark is the name of a column that does not exist, so it has at most 63 characters.

    It is not a syntax error: that would come before 25P02 in a failed transaction, and before the
    statements in front of it in the same message had run. It fails when it is analysed, which is
    at Parse in the extended protocol.
    """
    return f'SELECT "{mark}"'


def legible(sql: str) -> str:
    """A message as PostgreSQL can read it: blanks instead of what is not for it, all in place."""
    for verdict in judge(sql):
        if verdict.refusal or verdict.text != sql[verdict.start : verdict.end]:
            blank = " " * (verdict.end - verdict.start)
            sql = sql[: verdict.start] + blank + sql[verdict.end :]
    return sql


def reading(sql: str) -> str:
    """A statement that fails just where PostgreSQL cannot read `sql`, of which it runs nothing.

    PostgreSQL reads a message to its end before it runs the first statement of it, and so does
    EXECUTE: the first one that it would run here raises what is caught.
    """
    script = literal(f"DO 'BEGIN RAISE SQLSTATE ''SB000''; END';{sql}")
    caught = "EXCEPTION WHEN SQLSTATE 'SB000' THEN NULL"
    return f"DO {literal(f'BEGIN EXECUTE {script}; {caught}; END')}"


@lru_cache(2048)
def _remembered(sql: str) -> tuple[Verdict, ...]:
    return _judged(sql)


def _judged(sql: str) -> tuple[Verdict, ...]:
    alone = _ALONE.match(sql)
    if alone and alone.end() == len(sql):
        kind, traces = _QUICK[alone[1].lower()]
        text = sql.lower()
        if not any(trace in text for trace in traces):
            return (Verdict(0, len(sql), sql, kind),)
    return tuple(_verdict(Shape(sql, piece.start, piece.end)) for piece in pieces(sql))


def _verdict(shape: Shape) -> Verdict:
    """The verdict on one statement."""
    first = shape.words[0]
    if first == "explain":
        return _explain(shape)
    if first == "copy":
        return _copy(shape)
    if first == "aws":
        return _aws(shape)
    return _plain(shape)


def _plain(shape: Shape) -> Verdict:
    """The verdict on a statement that is no wrapping around another one."""
    if shape.words[0] == "(":
        # A query in brackets: only what is inside tells what it is.
        begin = next((i for i, word in enumerate(shape.words) if word != "("), 0)
        return _passed(shape, _plain(shape.after(begin))) if begin else _by_family(shape)
    if shape.words[0] != "with":
        return _by_family(shape)
    refused = queries.refusal(shape)
    kind: Kind = "dml" if queries.changes(shape) else "read"
    return Verdict(shape.start, shape.end, _text(shape), kind, refused)


def _by_family(shape: Shape) -> Verdict:
    found = families.family(shape)
    text, tag = _text(shape), None
    kind = found.kind if found else control.kind(shape)
    refused = families.refusal(shape, found)
    if refused or found is None:
        return Verdict(shape.start, shape.end, text, kind, refused)
    job = found.job
    if found.job_text:
        as_job = found.job_text(shape)
        job, text, tag = (job, as_job, _tag(shape)) if as_job else (None, text, None)
    if found.instead:
        instead = found.instead(shape)
        text, tag = (instead, shape.words[0].upper()) if instead else (text, None)
    edits = found.edits(shape) if found.edits and tag is None else []
    if edits:
        text = shape.edited(edits)
    asks = found.asks(shape) if found.asks else ()
    return Verdict(shape.start, shape.end, text, kind, None, asks, tag, job)


def _tag(shape: Shape) -> str:
    """CREATE INDEX or ALTER TABLE."""
    return "CREATE INDEX" if shape.words[0] == "create" else "ALTER TABLE"


def _explain(shape: Shape) -> Verdict:
    """EXPLAIN is refused for what it explains, and does what that does if it runs it."""
    match = _EXPLAIN.match(shape.top.text)
    if match is None:
        return Verdict(shape.start, shape.end, _text(shape), "read")
    begin = shape.top.token(match.start("inner"))
    options = " ".join(shape.words[1:begin])
    inner = _plain(shape.after(begin))
    plan: Plan = "plain"
    if _RUNS.search(options):
        plan = "costed" if _COSTS.search(options) else "run"
    kind: Kind = "read" if plan == "plain" else inner.kind
    return Verdict(shape.start, shape.end, _text(shape), kind, inner.refusal, plan=plan)


def _copy(shape: Shape) -> Verdict:
    """COPY FROM changes rows; COPY of a query does what the query does."""
    if shape.words[1:2] == ["("] and len(shape.words) > 2:
        closing = shape.closing(1)
        end = shape.spans[closing - 1][1]
        return _passed(shape, _plain(Shape(shape.source, shape.spans[2][0], end)))
    kind: Kind = "dml" if _COPIES.match(shape.top.text) else "read"
    return Verdict(shape.start, shape.end, _text(shape), kind)


def _aws(shape: Shape) -> Verdict:
    trust = roles.read(shape)
    if trust is None:
        return Verdict(shape.start, shape.end, _text(shape), "other")
    return Verdict(shape.start, shape.end, trust.call, "ddl", roles.refusal(trust), tag=trust.tag)


def _passed(shape: Shape, inner: Verdict) -> Verdict:
    """The verdict on a statement that does, and is refused for, what the query in it does."""
    return Verdict(shape.start, shape.end, _text(shape), inner.kind, inner.refusal)


def _text(shape: Shape) -> str:
    return shape.source[shape.start : shape.end]

"""The verdict on each statement of a message: whether and how PostgreSQL runs it.

An unsupported statement is not held back. PostgreSQL gets another statement that fails, so that the
transaction's state, pipelines and Sync work as they should, and its error is replaced. In a failed
transaction PostgreSQL answers 25P02 to that statement too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from dsql_tui.dsql.releases import NEWEST
from dsql_tui.sandbox.rules import families, iam_grant, queries, release, transaction_control
from dsql_tui.sandbox.rules.shape import Shape, quote_literal
from dsql_tui.sandbox.rules.verdict import Kind, Plan, Verdict
from dsql_tui.sql.statements import find_server_pieces

_REMEMBERED = 4096
"""The length of messages, in characters, whose verdicts are cached."""

_ALONE = re.compile(r"\s*(select|values|insert|update|delete)\b[^;]*;?\s*", re.IGNORECASE)
_QUICK: dict[str, Kind] = {
    "select": "read",
    "values": "read",
    "insert": "dml",
    "update": "dml",
    "delete": "dml",
}
"""The kind of simple statements."""

_RUNS = re.compile(r"\banaly[sz]e\b(?! (?:false|off|0)\b)")
_COSTS = re.compile(r"\bverbose\b(?! (?:false|off|0)\b)")
_EXPLAIN = re.compile(r"explain (?:\( \) |analy[sz]e |verbose )*(?P<inner>\S)")
_COPIES = re.compile(r"copy (?!\().* from(?!\S)")


def judge(sql: str, level: str = NEWEST) -> tuple[Verdict, ...]:
    """Return the verdicts on the statements of a Query or Parse message, in order.

    `level` is the cluster's release, a day.
    """
    return _judge_cached(sql, level) if len(sql) <= _REMEMBERED else _judge_message(sql, level)


def build_failing_statement(mark: str) -> str:
    """Return a statement that PostgreSQL rejects, with a mark in the error.

    The mark is the name of a column that does not exist, so it has at most 63 characters.

    A syntax error will not do: it would come before 25P02 in a failed transaction, and before the
    statements in front of it in the same message run. This one fails in the analysis, which is at
    Parse in the extended protocol.
    """
    return f'SELECT "{mark}"'


def blank_rewritten(sql: str, verdicts: Sequence[Verdict]) -> str:
    """Return a message that PostgreSQL can parse: what it must not see is blank, all in place."""
    for verdict in verdicts:
        if verdict.error or verdict.text != sql[verdict.start : verdict.end]:
            blank = " " * (verdict.end - verdict.start)
            sql = sql[: verdict.start] + blank + sql[verdict.end :]
    return sql


def build_parse_probe(sql: str) -> str:
    """Return a statement that fails exactly where PostgreSQL cannot parse `sql`, but runs nothing.

    PostgreSQL parses a whole message before it runs the first statement, and so does EXECUTE: the
    first statement that would run raises an error, which is caught.
    """
    script = quote_literal(f"DO 'BEGIN RAISE SQLSTATE ''SB000''; END';{sql}")
    caught = "EXCEPTION WHEN SQLSTATE 'SB000' THEN NULL"
    return f"DO {quote_literal(f'BEGIN EXECUTE {script}; {caught}; END')}"


@lru_cache(2048)
def _judge_cached(sql: str, level: str) -> tuple[Verdict, ...]:
    return _judge_message(sql, level)


def _judge_message(sql: str, level: str) -> tuple[Verdict, ...]:
    alone = _ALONE.match(sql)
    if alone and alone.end() == len(sql) and not queries.may_have_error(sql.lower()):
        return (Verdict(0, len(sql), sql, _QUICK[alone[1].lower()]),)
    return tuple(
        _judge_statement(Shape(sql, piece.start, piece.end), level)
        for piece in find_server_pieces(sql)
    )


def _judge_statement(shape: Shape, level: str) -> Verdict:
    """Return the verdict on one statement."""
    error = release.find_error(shape, level)
    if error:
        return Verdict(shape.start, shape.end, _text(shape), "other", error)
    first = shape.words[0]
    if first == "explain":
        return _judge_explain(shape)
    if first == "copy":
        return _judge_copy(shape)
    if first == "aws":
        return _judge_aws_iam(shape)
    return _judge_plain(shape)


def _judge_plain(shape: Shape) -> Verdict:
    """Return the verdict on a statement that does not wrap another."""
    if shape.words[0] == "(":
        # A query in brackets: its kind depends on what is inside.
        begin = next((i for i, word in enumerate(shape.words) if word != "("), 0)
        return (
            _pass_through(shape, _judge_plain(shape.after(begin)))
            if begin
            else _judge_by_family(shape)
        )
    if shape.words[0] != "with":
        return _judge_by_family(shape)
    error = queries.find_error(shape)
    kind: Kind = "dml" if queries.changes(shape) else "read"
    return Verdict(shape.start, shape.end, _text(shape), kind, error)


def _judge_by_family(shape: Shape) -> Verdict:
    found = families.find_family(shape)
    text, tag = _text(shape), None
    kind = found.kind if found else transaction_control.kind(shape)
    error = families.find_error(shape, found)
    if error or found is None:
        return Verdict(shape.start, shape.end, text, kind, error)
    job = found.job_type
    if found.build_job_call:
        as_job = found.build_job_call(shape)
        job, text, tag = (job, as_job, _tag(shape)) if as_job else (None, text, None)
    if found.replacement:
        instead = found.replacement(shape)
        text, tag = (instead, shape.words[0].upper()) if instead else (text, None)
    edits = found.edits(shape) if found.edits and tag is None else []
    if edits:
        text = shape.apply_edits(edits)
    checks = found.catalog_checks(shape) if found.catalog_checks else ()
    return Verdict(shape.start, shape.end, text, kind, None, checks, tag, job)


def _tag(shape: Shape) -> str:
    """Return the command tag of an asynchronous statement."""
    return "CREATE INDEX" if shape.words[0] == "create" else "ALTER TABLE"


def _judge_explain(shape: Shape) -> Verdict:
    """Return the verdict on EXPLAIN: its query's error, and with ANALYZE its kind."""
    match = _EXPLAIN.match(shape.top.text)
    if match is None:
        return Verdict(shape.start, shape.end, _text(shape), "read")
    begin = shape.top.token(match.start("inner"))
    options = " ".join(shape.words[1:begin])
    inner = _judge_plain(shape.after(begin))
    plan: Plan = "plain"
    if _RUNS.search(options):
        plan = "costed" if _COSTS.search(options) else "run"
    kind: Kind = "read" if plan == "plain" else inner.kind
    return Verdict(shape.start, shape.end, _text(shape), kind, inner.error, plan=plan)


def _judge_copy(shape: Shape) -> Verdict:
    """Return the verdict on COPY, which changes rows if it is FROM or its query does."""
    if shape.words[1:2] == ["("] and len(shape.words) > 2:
        closing = shape.closing(1)
        end = shape.spans[closing - 1][1]
        return _pass_through(shape, _judge_plain(Shape(shape.source, shape.spans[2][0], end)))
    kind: Kind = "dml" if _COPIES.match(shape.top.text) else "read"
    return Verdict(shape.start, shape.end, _text(shape), kind)


def _judge_aws_iam(shape: Shape) -> Verdict:
    trust = iam_grant.read(shape)
    if trust is None:
        return Verdict(shape.start, shape.end, _text(shape), "other")
    return Verdict(
        shape.start, shape.end, trust.call, "ddl", iam_grant.find_error(trust), tag=trust.tag
    )


def _pass_through(shape: Shape, inner: Verdict) -> Verdict:
    """Return a verdict with the kind and the error of the query in a statement."""
    return Verdict(shape.start, shape.end, _text(shape), inner.kind, inner.error)


def _text(shape: Shape) -> str:
    return shape.source[shape.start : shape.end]

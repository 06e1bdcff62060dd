"""BEGIN in a read-only session."""

from __future__ import annotations

import pytest

from dsql_tui.sql.risk import assess, begin_read_only

BEGINS = [
    ("begin", "begin read only"),
    ("BEGIN;", "begin read only"),
    ("begin -- x", "begin read only"),
    ("begin /* x */ ; -- y", "begin read only"),
    ("begin work", "begin work read only"),
    ("start transaction read write", "start transaction read only"),
    ("start transaction READ -- x\n WRITE", "start transaction read only"),
    ("begin read only", "begin read only"),
    ("begin transaction read write, read only", "begin transaction read only"),
    (
        "begin isolation level repeatable read, read write;",
        "begin isolation level repeatable read read only",
    ),
    (
        "begin read write, isolation level repeatable read",
        "begin isolation level repeatable read read only",
    ),
    (
        "begin work isolation level repeatable read",
        "begin work isolation level repeatable read read only",
    ),
    ("select 1", "select 1"),
    ("commit and chain", "commit and chain"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "begun"), BEGINS)
def test_a_transaction_begins_read_only(text: str, begun: str) -> None:
    assert begin_read_only(text) == begun


@pytest.mark.parametrize(
    "text",
    [
        "set transaction read write",
        "SET LOCAL TRANSACTION READ /* x */ WRITE",
        "set session characteristics as transaction read write",
        "set transaction isolation level repeatable read, read write",
        "set transaction_read_only = off",
        "set transaction_read_only to default",
        "set local transaction_read_only to 'off'",
        'set "TRANSACTION_READ_ONLY" = 0',
        'set U&"transaction\\005fread_only" = off',
        "set default_transaction_read_only = off",
        "reset transaction_read_only",
        "begin; set transaction read write",
        "select 1; set transaction read write",
    ],
)
def test_what_would_make_a_transaction_writable_is_recognized(text: str) -> None:
    assert assess(text).leaves_read_only


@pytest.mark.parametrize(
    "text", ["select 1", "set transaction read only", "set timezone = 'UTC'", "reset all", "begin"]
)
def test_everything_else_is_left_to_the_server(text: str) -> None:
    assert not assess(text).leaves_read_only

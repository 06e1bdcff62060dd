"""Asking before statements run in production, and blocking changes on read-only profiles."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from textual.app import App

from dsql_tui.db.session import Session
from dsql_tui.dsql.transcript import SentStatement
from dsql_tui.execution.preflight import Question
from dsql_tui.execution.review import Blocked, Confirmation, Protection, read_code
from dsql_tui.execution.threads import in_thread
from dsql_tui.opening import Access
from dsql_tui.results.text import make_visible
from dsql_tui.sql.risk.listing import show_statement
from dsql_tui.sql.statements import Statement
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.dialogs.preflight import RunWarning


async def review_statements(
    protection: Protection, statements: Sequence[Statement], session: Session
) -> Blocked | Confirmation | None:
    """Review statements; `None` if they may run without a question."""
    code = await in_thread(partial(read_code, protection, session))
    return protection.review(statements, code)


async def ask_before_run(app: App[Any], question: Question) -> str | None:
    """Ask once before a run; return the answer as `Question` explains it."""
    if question.review and not (question.sentences or question.choices):
        agreed = await app.push_screen_wait(ConfirmDialog(f"{question.review.words}\n\nRun it?"))
        return "run" if agreed else None
    return await app.push_screen_wait(RunWarning(question))


async def confirm_change(app: App[Any], access: Access, title: str, change: str) -> bool:
    """Return True if a change may be made. Call this in a worker."""
    return await _ask(app, get_protection(access, title).review_changes([change]))


async def confirm_run(app: App[Any], access: Access, title: str, change: str) -> bool:
    """Return True if a change may be made; asks in every environment. Call this in a worker."""
    if access.read_only or access.environment == "prod":
        return await confirm_change(app, access, title, change)
    question = make_visible(f"This changes {title}: {change}.")
    return await app.push_screen_wait(ConfirmDialog(f"{question}\n\nRun it?"))


async def confirm_client(app: App[Any], access: Access, title: str, client: str) -> bool:
    """Return True if another client may run, which does not ask before a change."""
    if access.read_only:
        words = f"{title} is read-only, but {client} can change data; it was not started."
        app.notify(make_visible(words), severity="warning", markup=False)
        return False
    if access.environment != "prod":
        return True
    words = f"{title} is a production profile, and {client} does not ask before a change."
    return await app.push_screen_wait(ConfirmDialog(f"{make_visible(words)}\n\nStart {client}?"))


def get_protection(access: Access, title: str, read_only: bool = False) -> Protection:
    """Return the protection of a console against changes."""
    return Protection(title, access.environment, access.read_only or read_only)


def describe_loss(lost: Sequence[SentStatement]) -> str:
    """Return the question about a transaction that ended with its session."""
    shown = "\n".join(f"  {make_visible(show_statement(each.text))}" for each in lost)
    return (
        "The session ended during a transaction, and the server rolled it back. "
        f"These statements are lost:\n\n{shown}\n\n"
        "Nothing has been sent since then. Continue outside the transaction?\n"
        "To run all of these statements again, cancel and press Ctrl+O y."
    )


async def _ask(app: App[Any], review: Blocked | Confirmation | None) -> bool:
    if review is None:
        return True
    if isinstance(review, Blocked):
        app.notify(review.sentence, severity="warning", markup=False)
        return False
    return await app.push_screen_wait(ConfirmDialog(f"{review.words}\n\nRun it?"))

"""Sending one statement in a session."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.db.session import Session
from dsql_tui.dsql.flow import fail_rolled_back_commit
from dsql_tui.dsql.transcript import SentStatement
from dsql_tui.events import Event
from dsql_tui.execution.statement_facts import get_facts
from dsql_tui.sql.parameters import restore_positions


def send(session: Session, sent: SentStatement) -> Iterator[Event]:
    """Send a statement with its parameter values and return an iterator of its events. Blocks."""
    if sent.file or sent.data is not None:
        # Lazily, because most statements have no local data.
        from dsql_tui.execution.copy_data import copy_data

        return copy_data(sent, session)
    facts = get_facts(sent.text)
    names = dict(sent.values)
    if names:
        form = facts.bound
        events = restore_positions(session.run(form.text, form.values(names)), form)
    else:
        events = session.run(sent.text)
    return fail_rolled_back_commit(events) if facts.commits else events

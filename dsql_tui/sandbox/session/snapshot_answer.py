"""Answers from a transaction's snapshot, for rows that another transaction has changed since."""

from __future__ import annotations

from dsql_tui.sandbox.protocol import extended, wire
from dsql_tui.sandbox.rules.snapshot_query import SnapshotQuery, build_snapshot_query
from dsql_tui.sandbox.session.backend_channel import BackendChannel
from dsql_tui.sandbox.session.occ import Step


async def answer_from_snapshot(channel: BackendChannel, sql: str, step: Step) -> bool:
    """Answer as if the statement had run; return False if that is impossible."""
    snapshot = build_snapshot_query(sql)
    if snapshot is None or not await _describe(channel, step):
        return False
    replies = channel.replies
    query = snapshot.query.encode(errors="surrogateescape")
    replies.hold()
    with replies.simple_protocol(), replies.mute_replies(only_if=snapshot.counts):
        messages = extended.build_internal_run(query, channel.state.parameter_types, step.values)
        channel.queue(messages, extended.OWN_ANSWERS)
        succeeded = await channel.wait_for_replies()
    replies.stop_holding()
    channel.discard_end()
    rows = extended.rows(replies.take_rows())
    if succeeded:
        tag = _build_tag(snapshot, channel.state.tag, rows)
        channel.send_to_client(wire.message(b"C", tag + b"\0"))
    return succeeded


async def _describe(channel: BackendChannel, step: Step) -> bool:
    """Learn the types of the parameters from the statement: the snapshot query may not tell."""
    with channel.replies.mute_replies():
        channel.queue(extended.build_internal_parse(step.sql, step.types), 3)
        channel.queue(extended.describe(b"S", extended.OWN), 1)
        return await channel.wait_for_replies()


def _build_tag(snapshot: SnapshotQuery, tag: str, rows: list[list[bytes | None]]) -> bytes:
    count = rows[0][0] or b"0" if snapshot.counts and rows else tag.split()[-1].encode()
    return f"{snapshot.tag} ".encode() + count

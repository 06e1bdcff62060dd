"""The channel between a session and its store: what is sent, and how the replies are awaited."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from dsql_tui.events import ServerError
from dsql_tui.sandbox.protocol import extended, wire
from dsql_tui.sandbox.protocol.link import Link
from dsql_tui.sandbox.rules.judge import build_failing_statement
from dsql_tui.sandbox.session.reply_filter import BackendState, ReplyFilter

_MAX_KEPT = 8192
"""The bytes that are kept back at most; PostgreSQL's buffer has as many."""


class BackendChannel:
    """Messages to a store, the client's and the sandbox's own in turn, sent in batches."""

    def __init__(self, store: Link, client: Link) -> None:
        self.replies = ReplyFilter()
        self.bytes_read = 0
        """Bytes that the client was sent."""
        self._store = store
        self._client = client
        self._queue: list[bytes] = []
        self._kept: bytearray | None = None
        """Bytes for the client that are kept back; `None` if they are sent at once."""
        self._waiter: asyncio.Future[None] | None = None
        self._closed = False
        self._when_ready: Callable[[], None] | None = None

    @property
    def state(self) -> BackendState:
        """The state of the store's session."""
        return self.replies.state

    def receive(self, data: bytes) -> None:
        """Handle bytes from the store."""
        passed = self.replies.filter(data)
        if passed:
            self.send_to_client(passed)
        if self.replies.has_news:
            if self._when_ready is not None and self.state.ready:
                call, self._when_ready = self._when_ready, None
                call()
            self._wake()

    def send_to_client(self, data: bytes) -> None:
        """Send bytes to the client, unless they are kept back."""
        self.bytes_read += len(data)
        if self._kept is None:
            self._client.transport.write(data)
        else:
            self._kept += data
            if len(self._kept) > _MAX_KEPT:
                self.release_rest()

    def keep_back(self) -> None:
        """Keep back what the client gets, to send it together."""
        if self._kept is None:
            self._kept = bytearray()

    def release_rest(self) -> None:
        """Send the client what was kept back."""
        kept, self._kept = self._kept, None
        if kept:
            self._client.transport.write(kept)

    def close(self) -> None:
        """Stop waiting for replies: there will be none."""
        self._closed = True
        self._wake()

    def queue(self, message: bytes, replies: int = 0) -> None:
        """Add a message for the store, and the number of replies that it causes.

        Only replies of the extended protocol count.
        """
        self._queue.append(message)
        self.state.pending += replies

    def flush(self) -> None:
        """Send the store what is queued."""
        if self._queue:
            data = self._queue[0] if len(self._queue) == 1 else b"".join(self._queue)
            self._queue.clear()
            self._store.transport.write(data)

    def query_at_once(self, query: bytes, when_ready: Callable[[], None]) -> None:
        """Send a Query now, and call `when_ready` once it is answered."""
        self.state.ready = False
        self._when_ready = when_ready
        self._store.transport.write(query)

    async def wait_for_replies(self) -> bool:
        """Wait until everything queued has its reply; return whether nothing failed.

        It also ends when the server waits for the data of a COPY.
        """
        state = self.state
        if state.pending and not state.error:
            self.queue(extended.FLUSH)
            self.flush()
            while state.pending and not state.error and not state.copying:
                await self._wait()
        return not state.error

    async def wait_until_ready(self) -> bytes:
        """Wait for the reply to a queued Query or Sync; return the transaction's state."""
        self.state.ready = False
        self.flush()
        while not self.state.ready:
            await self._wait()
        self.release_rest()
        return self.state.status

    async def sync(self) -> bytes:
        """Send a Sync and wait for its reply; return the transaction's state."""
        self.queue(extended.SYNC)
        return await self.wait_until_ready()

    async def run_command(self, sql: str) -> bool:
        """Run a statement of the sandbox while nothing else runs; return whether it succeeded."""
        with self.replies.mute_replies():
            self.queue(wire.message(b"Q", sql.encode() + b"\0"))
            await self.wait_until_ready()
        return self.drop_replies()

    async def query(self, *queries: str) -> list[list[bytes | None]] | None:
        """Return the rows of queries of the sandbox, while the client's statements go on.

        `None` if one failed: the error is held, and the server skips what follows.
        """
        if not await self.wait_for_replies():
            return None
        with self.replies.mute_replies():
            for sql in queries:
                self.queue(
                    extended.build_internal_run(sql.encode(errors="surrogateescape")),
                    extended.OWN_ANSWERS,
                )
            # PostgreSQL builds no index on a table that an open portal has read.
            self.queue(extended.close(b"P", extended.OWN), 1)
            succeeded = await self.wait_for_replies()
        rows = extended.rows(self.replies.take_rows())
        return rows if succeeded else None

    async def fail_with(self, error: ServerError) -> None:
        """Make the server fail, and the client get this error; 25P02 if it has failed before."""
        text = build_failing_statement(self.replies.mark(error))
        self.discard_end()
        self.replies.stop_holding()
        # Only the error among these three replies is for the client.
        with self.replies.simple_protocol():
            self.queue(extended.build_internal_parse(text.encode()), 3)
            await self.wait_for_replies()

    async def fail_silently(self) -> None:
        """Make the server fail; the client gets nothing."""
        with self.replies.mute_replies():
            self.queue(extended.build_internal_parse(build_failing_statement("failed").encode()), 3)
            await self.wait_for_replies()
        self.discard_end()

    def queue_own_parse(self, sql: bytes) -> None:
        """Add a statement of the sandbox that is only parsed."""
        self.queue(extended.build_internal_parse(sql), 3)

    def drop_replies(self) -> bool:
        """Discard what the sandbox's own statements caused; return whether none of them failed."""
        self.replies.take_rows()
        return not self.replies.pop_end()

    def release_end(self) -> None:
        """Send the client what is held."""
        self.replies.stop_holding()
        if self.replies.has_end:
            self.send_to_client(self.replies.pop_end())

    def discard_end(self) -> None:
        """Discard what is held."""
        self.replies.pop_end()

    async def _wait(self) -> None:
        if self._closed:
            raise EOFError
        self.replies.has_news = False
        self._waiter = asyncio.get_running_loop().create_future()
        await self._waiter

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

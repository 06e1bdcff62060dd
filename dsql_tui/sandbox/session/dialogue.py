"""What a session says to its store, and how it waits for the answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from dsql_tui.events import Refusal
from dsql_tui.sandbox.protocol import extended, wire
from dsql_tui.sandbox.protocol.link import Link
from dsql_tui.sandbox.rules.judge import failing
from dsql_tui.sandbox.session.answers import Answers


class Dialogue:
    """Questions are gathered and sent together; the client's and our own take turns."""

    def __init__(self, store: Link, client: Link) -> None:
        self.answers = Answers()
        self.bytes_read = 0
        """Bytes that the client has been sent."""
        self._store = store
        self._client = client
        self._out: list[bytes] = []
        self._news: asyncio.Future[None] | None = None
        self._over = False
        self._then: Callable[[], None] | None = None

    def hear(self, data: bytes) -> None:
        """The store has sent something."""
        words = self.answers.feed(data)
        if words:
            self.tell(words)
        if self.answers.news:
            if self._then is not None and self.answers.ready:
                then, self._then = self._then, None
                then()
            self._wake()

    def tell(self, words: bytes) -> None:
        """Send the client something."""
        self.bytes_read += len(words)
        self._client.transport.write(words)

    def end(self) -> None:
        """No answer will come any more."""
        self._over = True
        self._wake()

    def say(self, message: bytes, owed: int = 0) -> None:
        """Add a message for the store, and how many answers of the extended protocol it brings."""
        self._out.append(message)
        self.answers.owed += owed

    def send(self) -> None:
        """Send what has been said."""
        if self._out:
            words = self._out[0] if len(self._out) == 1 else b"".join(self._out)
            self._out.clear()
            self._store.transport.write(words)

    def ask_at_once(self, query: bytes, then: Callable[[], None]) -> None:
        """Send a Query now; `then` is called when it is answered."""
        self.answers.ready = False
        self._then = then
        self._store.transport.write(query)

    async def settled(self) -> bool:
        """Wait until everything said is answered; False where something of it has failed.

        It is over as well once the server wants the data of a COPY.
        """
        answers = self.answers
        if answers.owed and not answers.error:
            self.say(extended.FLUSH)
            self.send()
            while answers.owed and not answers.error and not answers.copying:
                await self._any()
        return not answers.error

    async def ready(self) -> bytes:
        """Wait for the answer to the Query or Sync that has been said; the transaction's status."""
        self.answers.ready = False
        self.send()
        while not self.answers.ready:
            await self._any()
        return self.answers.status

    async def sync(self) -> bytes:
        """End what has been said in the extended protocol."""
        self.say(extended.SYNC)
        return await self.ready()

    async def command(self, sql: str) -> bool:
        """Run a statement of our own while nothing else is under way. Has it done well?"""
        answers, self.answers.mute = self.answers, True
        self.say(wire.message(b"Q", sql.encode() + b"\0"))
        await self.ready()
        answers.mute = False
        well, answers.kept = not answers.kept, b""
        answers.rows()
        return well

    async def ask(self, sql: str) -> list[list[bytes | None]] | None:
        """The rows of a query of our own, amid whatever the client does.

        `None` where it has failed: the error is kept, and the server passes over what follows.
        """
        if not await self.settled():
            return None
        self.answers.mute = True
        self.say(extended.own(sql.encode(errors="surrogateescape")), extended.OWN_ANSWERS)
        # PostgreSQL builds no index on a table that an open portal has read.
        self.say(extended.close(b"P", extended.OWN), 1)
        well = await self.settled()
        self.answers.mute = False
        rows = extended.rows(self.answers.rows())
        return rows if well else None

    async def refuse(self, refusal: Refusal) -> None:
        """Let the server fail, and the client hear this; in a failed transaction it is 25P02."""
        text = failing(self.answers.mark(refusal))
        self.drop()
        self.answers.keeps = False
        self.say(extended.own_parse(text.encode()), 3)
        # Only the error of these three answers is for the client.
        self.answers.plain, before = True, self.answers.plain
        await self.settled()
        self.answers.plain = before

    def release(self) -> None:
        """Let the client have what was kept."""
        self.answers.keeps = False
        if self.answers.kept:
            self.tell(self.answers.kept)
            self.answers.kept = b""

    def drop(self) -> None:
        """Forget what was kept."""
        self.answers.kept = b""

    async def _any(self) -> None:
        if self._over:
            raise EOFError
        self.answers.news = False
        self._news = asyncio.get_running_loop().create_future()
        await self._news

    def _wake(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)

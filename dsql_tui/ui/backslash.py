"""psql's backslash commands in a console: statements in their place, or something done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path

from dsql_tui.backslash_copy import fits
from dsql_tui.sql.meta import Act, Ask, Copy, Said, Say, connection, is_meta, read
from dsql_tui.sql.scan import Statement, split
from dsql_tui.ui.crank import Crank
from dsql_tui.ui.threads import in_thread

_NESTED = 16
"""Files that may include one another."""

_ACTIONS = {
    "edit": "line('edit')",
    "expanded": "expand('{}')",
    "quit": "app.leave",
}
_INSTEAD = {
    "go": "Ctrl+J runs the statement at the cursor; x among the rows shows them as lists.",
    "timing": "The state line shows how long the last run took, and the history every one.",
}
_NOTHING_BEFORE = "\\watch repeats the statement that stands before it, or ran last."


class Backslash:
    """Asked before every run; what it cannot do, it says."""

    def __init__(
        self,
        crank: Crank,
        say: Callable[[str], object],
        do: Callable[[str], Awaitable[object]],
        keep: Callable[[str, str, str], object],
    ) -> None:
        self._crank = crank
        self._say = say
        self._do = do
        """Carries out an action, in Textual's spelling."""
        self._keep = keep
        """Told of a command, a statement that runs for it, and as what that is remembered."""
        self._last: Statement | None = None
        self._every: float | None = None
        """Seconds between repetitions of the last statement; `None` where none are wanted."""

    async def unfold(self, statements: Sequence[Statement]) -> Sequence[Statement]:
        """What is to run in the place of what was submitted."""
        self._every = None
        found = await self._unfolded(statements, 0)
        # What is repeated runs once as anything does, so that whoever guards the cluster is asked.
        return found or ([self._last] if self._every and self._last else [])

    def stop(self) -> None:
        """Repeat no more, also where a statement ends before it can be cancelled."""
        self._every = None

    async def run(self, statements: Sequence[Statement]) -> None:
        """Run statements, and the last again and again where one of them asks for that."""
        if await self._crank.advance(statements):
            await self._repeat()

    async def _repeat(self) -> None:
        """Run the last statement again and again, where that was asked for, until it is refused."""
        while self._every and self._last and self._crank.outcome.refusal is None:
            self._crank.say(f"again every {self._every:g} s: Ctrl+C stops")
            await asyncio.sleep(self._every)
            await self._crank.repeat(self._last)

    async def _unfolded(self, statements: Sequence[Statement], depth: int) -> list[Statement]:
        found: list[Statement] = []
        for statement in statements:
            if not is_meta(statement.text):
                self._last = statement
                found.append(statement)
            else:
                found += await self._meant(read(statement.text), statement, depth)
        return found

    async def _meant(self, said: Said, statement: Statement, depth: int) -> list[Statement]:
        match said:
            case Ask(sql):
                return [statement._replace(text=sql)]
            case Copy():
                return await self._copied(said, statement)
            case Say(sentence):
                self._say(sentence)
            case Act("conninfo"):
                facts = self._crank.keeper.access.facts
                return [statement._replace(text=connection(facts).sql)]
            case Act("include", [name]):
                return await self._included(name, statement.text, depth)
            case Act("watch", [seconds]):
                self._every = float(seconds)
                if self._last is None:
                    self._say(_NOTHING_BEFORE)
            case Act(name, arguments) if name in _ACTIONS:
                await self._do(_ACTIONS[name].format(*arguments))
            case Act(name):
                self._say(_INSTEAD[name])
        return []

    async def _copied(self, copy: Copy, statement: Statement) -> list[Statement]:
        """The COPY; a file that one transaction does not take is for an import."""
        if not (copy.out or copy.file):
            self._say("A console has no standard input: name a file.")
            return []
        try:
            if copy.out or await in_thread(partial(fits, copy.file)):
                self._keep(statement.text, copy.sql, statement.text)
                return [statement._replace(text=copy.sql, file=copy.file)]
        except OSError as error:
            self._say(f"{copy.file} cannot be read: {error.strerror}.")
        else:
            given = (copy.file, copy.table, ", ".join(copy.columns))
            await self._do(f"screen.use('import', {given!r})")
        return []

    async def _included(self, name: str, written: str, depth: int) -> list[Statement]:
        if depth == _NESTED:
            self._say(f"{name} is included by a file that it includes itself.")
            return []
        path = Path(name).expanduser()
        try:
            script = await in_thread(lambda: path.read_text(encoding="utf-8"))
        except OSError as error:
            self._say(f"{name} cannot be read: {error.strerror}.")
            return []
        except UnicodeDecodeError:
            self._say(f"{name} is not text in UTF-8.")
            return []
        found = split(script)
        for each in found:
            self._keep(written, each.text, each.text)
        return await self._unfolded(found, depth + 1)

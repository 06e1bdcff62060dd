"""The sessions of an import, each in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import NamedTuple

from dsql_tui.importing.account import Account, Stopped
from dsql_tui.importing.batch_loader import Batch, BatchLoader

_SPARE_BATCHES = 2
"""Batches that wait while all sessions load, so that none waits for the file."""
_SAVE_DELAY = 0.005
"""Seconds that a session waits for a batch before it saves what is settled."""
_CANCEL_TIMEOUT, _CUT_TIMEOUT = 0.6, 0.2
"""Seconds for the server to cancel what is running, and for threads to notice a cut link."""


class _Result(NamedTuple):
    batch: Batch
    error: BaseException | None


class SessionPool:
    """Loads batches in several sessions; a session is opened when all others load."""

    def __init__(self, jobs: int, account: Account, make_loader: Callable[[], BatchLoader]) -> None:
        """Create the pool.

        Args:
            jobs: The most sessions.
            account: What the sessions load.
            make_loader: Makes the next session; it is opened with its first batch.
        """
        self._account = account
        self._make_loader = make_loader
        self._jobs = jobs
        self._capacity = jobs if jobs == 1 else jobs + _SPARE_BATCHES
        self._loaders: list[BatchLoader] = []
        self._tasks: SimpleQueue[Batch | None] = SimpleQueue()
        self._results: SimpleQueue[_Result] = SimpleQueue()
        self._pending = 0

    @property
    def sessions(self) -> int:
        """The number of sessions."""
        return len(self._loaders)

    @property
    def is_full(self) -> bool:
        """True if a batch has to be settled before the next one can be added."""
        return self._pending >= self._capacity

    @property
    def is_idle(self) -> bool:
        """True if all batches are settled."""
        return self._pending == 0

    def add(self, batch: Batch) -> None:
        """Load a batch in the next free session."""
        if self._pending >= len(self._loaders) < self._jobs:
            loader = self._make_loader()
            self._loaders.append(loader)
            Thread(target=self._work, args=(loader,), daemon=True, name="import session").start()
        self._pending += 1
        self._tasks.put(batch)

    def take(self) -> Batch:
        """Wait for a batch that is settled, and return it.

        Raises:
            Stopped, LoadError, OutcomeUnknown, TooManyRejected: As `BatchLoader.load`.
            AwsError, ConnectError, OSError: As `BatchLoader.load`.
        """
        result = self._results.get()
        self._pending -= 1
        if result.error:
            raise result.error
        return result.batch

    def finish(self) -> list[BaseException]:
        """Let the transactions that are running end; return the errors."""
        self._account.stop.set()
        return self._drain(None)

    def interrupt(self) -> None:
        """Cancel the transactions that are running; end the sessions that do not stop in time."""
        self._account.stop.set()
        for loader in self._loaders:
            Thread(target=loader.session.cancel, daemon=True, name="import cancel").start()
        self._drain(monotonic() + _CANCEL_TIMEOUT)
        if self._pending:
            for loader in self._loaders:
                loader.session.cut()
            self._drain(monotonic() + _CUT_TIMEOUT)

    def close(self) -> None:
        """End all sessions."""
        for loader in self._loaders:
            self._tasks.put(None)
            loader.session.close()

    def _drain(self, deadline: float | None) -> list[BaseException]:
        """Wait until nothing is loaded, or until a deadline; return the errors."""
        errors = []
        while self._pending:
            try:
                result = self._results.get(
                    timeout=None if deadline is None else max(deadline - monotonic(), 0)
                )
            except Empty:
                break
            self._pending -= 1
            if result.error and not isinstance(result.error, Stopped):
                errors.append(result.error)
        return errors

    def _work(self, loader: BatchLoader) -> None:
        while (batch := self._get_task()) is not None:
            error: BaseException | None = None
            try:
                loader.load(batch)
            except BaseException as failure:  # noqa: BLE001 - `take` raises it
                error = failure
            self._results.put(_Result(batch, error))

    def _get_task(self) -> Batch | None:
        try:
            return self._tasks.get(timeout=_SAVE_DELAY)
        except Empty:
            self._account.save()
            return self._tasks.get()

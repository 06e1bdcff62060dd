"""Holding Ctrl+C back while a statement's outcome is known here but not to the user yet."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType


class Interrupts:
    """Holds Ctrl+C from `hold` until this context is left; the second one is not held."""

    def __init__(self) -> None:
        self._held = False
        self._noted = False
        self._handler: object = None

    def hold(self) -> None:
        """Begin to hold Ctrl+C; harmless when repeated."""
        if not self._held and threading.current_thread() is threading.main_thread():
            self._handler = signal.signal(signal.SIGINT, self._note)
            self._held = True

    def release(self) -> None:
        """Hold Ctrl+C no longer.

        Raises:
            KeyboardInterrupt: It was pressed.
        """
        noted, self._noted = self._noted, False
        if self._held:
            self._held = False
            signal.signal(signal.SIGINT, self._handler)  # type: ignore[arg-type]
        if noted:
            raise KeyboardInterrupt

    def __enter__(self) -> Interrupts:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self._noted = False  # The exception tells more.
        self.release()

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self._noted:
            raise KeyboardInterrupt
        self._noted = True

"""When Ctrl+C takes effect.

Not where Python would lose it, and not while a statement's outcome is known here but not to the
user yet.
"""

from __future__ import annotations

import argparse
import signal
import threading
import weakref
from types import FrameType, TracebackType

_RETRY_DELAY = 0.01
"""Seconds until an interrupt that came at a bad moment is tried again."""

_BAD_MOMENTS = frozenset(
    {
        "<frozen importlib._bootstrap>",
        "<frozen importlib._bootstrap_external>",
        argparse.__file__,
        weakref.__file__,
    }
)
"""The files of functions that must not be interrupted."""


def interrupt(number: int, frame: FrameType | None) -> None:
    """Raise KeyboardInterrupt, the handler of SIGINT; a little later if the moment is bad.

    Python prints and drops an exception in a finalizer or in the callback of a weak reference.
    An import or argparse would leave half of its work behind.
    """
    if not _is_bad(frame):
        raise KeyboardInterrupt
    main = threading.main_thread().ident
    assert main is not None
    again = threading.Timer(_RETRY_DELAY, signal.pthread_kill, (main, number))
    again.daemon = True
    again.start()


def _is_bad(frame: FrameType | None) -> bool:
    while frame is not None:
        code = frame.f_code
        if code.co_filename in _BAD_MOMENTS or code.co_name == "__del__":
            return True
        frame = frame.f_back
    return False


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
            interrupt(number, frame)
        self._noted = True

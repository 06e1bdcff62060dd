"""The log file: what the program does, for a report of a bug.

Nothing in it is secret, and neither is data: statements are logged by kind and length only, unless
the user asks for more. Only our loggers write to it, because those of the AWS SDK would write
credentials.
"""

from __future__ import annotations

import logging
import os
import re
import stat
import sys
import time
from contextlib import suppress
from io import TextIOWrapper

from dsql_tui.results.text import make_visible

VARIABLE = "DSQL_TUI_LOG"
"""The environment variable that names a log file."""

STATEMENTS = "dsql_tui.statements"
"""The logger of statements' texts."""

_SECRETS = re.compile(
    r"(X-Amz-(?:Signature|Security-Token|Credential)=|password=)[^&\s'\"]+", re.IGNORECASE
)


def start_log(path: str) -> None:
    """Append to a log file, which only its owner can read.

    Raises:
        OSError: The file cannot be written.
    """
    handler = _PrivateFile(path, encoding="utf-8", errors="backslashreplace")
    handler.setFormatter(_LineFormatter())
    logger = logging.getLogger("dsql_tui")
    stop_log()
    _PrivateFile.problem = ""
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    statements = logging.getLogger(STATEMENTS)
    if statements.level == logging.NOTSET:
        statements.setLevel(logging.CRITICAL + 1)


def silence_libraries() -> None:
    """Keep Python from printing what libraries log: a server may have written it."""
    logging.lastResort = logging.NullHandler()


def stop_log() -> None:
    """Close the log file, if there is one."""
    logger = logging.getLogger("dsql_tui")
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        with suppress(OSError):  # What could not be written is lost.
            handler.close()


def log_statements() -> None:
    """Log the texts of statements too, with their values."""
    logging.getLogger(STATEMENTS).setLevel(logging.DEBUG)


def log_path() -> str | None:
    """Return the path of the log file; `None` without one."""
    for handler in logging.getLogger("dsql_tui").handlers:
        if isinstance(handler, logging.FileHandler):
            return handler.baseFilename
    return None


def log_problem() -> str:
    """Return why the log has ended before the program; empty if it has not."""
    return _PrivateFile.problem


class _LineFormatter(logging.Formatter):
    """One line for each record: time in UTC, level, process, thread, logger and message."""

    converter = staticmethod(time.gmtime)

    def __init__(self) -> None:
        super().__init__(
            "%(asctime)s.%(msecs)03dZ %(levelname)s %(process)d/%(threadName)s "
            "%(name)s: %(message)s",
            "%Y-%m-%dT%H:%M:%S",
        )

    def format(self, record: logging.LogRecord) -> str:
        """Format a record, with control characters made visible and secrets removed."""
        return make_visible(_SECRETS.sub(r"\1…", super().format(record)))


class _PrivateFile(logging.FileHandler):
    """A file that only its owner can read, also if it existed before."""

    problem = ""
    """Why the log has ended; empty if it has not."""

    def handleError(self, record: logging.LogRecord) -> None:
        """End the log: logging would write a traceback into the screen."""
        error = sys.exc_info()[1]
        _PrivateFile.problem = f"The log {self.baseFilename} has ended: {error}."
        stop_log()

    def _open(self) -> TextIOWrapper:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC
        descriptor = os.open(self.baseFilename, flags, 0o600)
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.fchmod(descriptor, 0o600)
        return open(descriptor, "a", encoding=self.encoding, errors=self.errors)  # noqa: PTH123

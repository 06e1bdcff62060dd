"""The program of a profile's `credential_process`: it ends in time, and leaves the screen alone.

botocore waits for it without a limit, and gives it the terminal.
https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sourcing-external.html
"""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
from contextlib import suppress
from typing import Any
from weakref import WeakSet

TIMEOUT = 60.0
"""Seconds; the limit of the AWS SDK for Go. A program may wait for a key or a browser."""

_running: WeakSet[CredentialProcess] = WeakSet()


class CredentialProcess(subprocess.Popen[bytes]):
    """A program that writes credentials."""

    def __init__(self, command: list[str], detached: bool) -> None:
        """Start the program.

        Args:
            command: The program and its arguments.
            detached: True to keep the terminal from it, because a screen is shown there.
        """
        self._command = command
        self._detached = detached and os.name == "posix"
        # Standard input may be a script, which a program that reads it would consume.
        keeps_input = not detached and sys.stdin is not None and sys.stdin.isatty()
        super().__init__(
            command,
            stdin=None if keeps_input else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=self._detached,
        )
        _running.add(self)

    def communicate(self, *_input: Any, **_limit: Any) -> tuple[bytes, bytes]:
        """Return what the program wrote.

        Raises:
            RuntimeError: It did not end in time.
        """
        try:
            return super().communicate(timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            self.end()
            raise RuntimeError(f"it did not end within {TIMEOUT:g} seconds") from None
        finally:
            _running.discard(self)

    def end(self) -> None:
        """Kill the program, and what it started if it has a session of its own."""
        with suppress(OSError):
            if self._detached:
                os.killpg(self.pid, signal.SIGKILL)
            self.kill()
        # What it started may hold the pipes open.
        for pipe in (self.stdout, self.stderr):
            if pipe:
                pipe.close()
        with suppress(subprocess.TimeoutExpired):
            self.wait(1)


def limit_credential_process(core: Any, detached: bool) -> None:
    """Let a session of botocore start the programs of all its profiles with a limit of time."""
    # Imported here, because credentials in the environment do without botocore.
    from botocore.credentials import ProcessProvider

    def start(command: list[str], **_pipes: Any) -> CredentialProcess:
        return CredentialProcess(command, detached)

    def create_provider(profile_name: str) -> Any:
        return ProcessProvider(profile_name, lambda: core.full_config, start)

    # botocore has no public names for them.
    providers = core.get_component("credential_provider")
    providers.get_provider("custom-process")._popen = start
    builder = providers.get_provider("assume-role")._profile_provider_builder
    builder._create_process_provider = create_provider


@atexit.register
def _end_all() -> None:
    for process in list(_running):
        process.end()

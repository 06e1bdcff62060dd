"""How nothing is left behind, however we end: each program has a guard, a shell that outlives us.

A guard reads from a pipe whose other end only we hold. When we are gone, by `kill -9` too, the
kernel closes our end, and the guard reads the end of its input. Ending normally goes the same way.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

_RUN = """
input=$1 log=$2; shift 2
exec 3<&0
"$@" <"$input" >>"$log" 2>&1 3<&- &
program=$!
{ read -r _ <&3; kill -INT $program; } >/dev/null 2>&1 &
reader=$!
wait $program
code=$?
kill $reader
exit $code
"""

_SWEEP = 'read -r _; rm -rf -- "$1"'


class Sweeper:
    """Removes a folder once nobody holds it any more: neither we nor any program that inherits."""

    def __init__(self, folder: Path) -> None:
        reading, self.held = os.pipe()
        """`held` is to be inherited by whatever uses the folder."""
        self._folder = folder
        self._shell = _shell(_SWEEP, [str(folder)], reading)
        os.close(reading)

    def sweep(self) -> None:
        """Let go of the folder, and wait until it is gone."""
        os.close(self.held)
        self._shell.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


class Guarded:
    """A program that is interrupted (SIGINT) when we end or say so."""

    def __init__(
        self,
        command: Sequence[str | Path],
        log: Path,
        held: Sequence[int] = (),
        script: Path = Path(os.devnull),
    ) -> None:
        """Start it, reading `script`, appending to `log`, and inheriting the descriptors `held`."""
        reading, self._pipe = os.pipe()
        arguments = [str(script), str(log), *map(str, command)]
        self._shell = _shell(_RUN, arguments, reading, held)
        os.close(reading)

    @property
    def running(self) -> bool:
        """Is the program still there?"""
        return self._shell.poll() is None

    def wait(self) -> int:
        """Wait until it ends by itself, and say its exit code."""
        code = self._shell.wait()
        self.end()
        return code

    def end(self) -> None:
        """Interrupt it, if it still runs, and wait until it is gone; harmless when repeated."""
        if self._pipe >= 0:
            os.close(self._pipe)
            self._pipe = -1
        self._shell.wait()


def _shell(
    script: str, arguments: list[str], reading: int, held: Sequence[int] = ()
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        ["/bin/sh", "-c", script, "guard", *arguments],
        stdin=reading,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=_environment(),
        pass_fds=tuple(held),
        # Away from the terminal: Ctrl+C is for us, who then end the program in good order.
        start_new_session=True,
    )


def _environment() -> dict[str, str]:
    """Ours without what PostgreSQL would listen to."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}

"""Child processes that end with the sandbox, however it ends.

Each program has a guard, a shell that outlives the sandbox. The guard reads from a pipe whose other
end only the sandbox holds. When the sandbox is gone, even by `kill -9`, the kernel closes that end,
and the guard interrupts the program. A normal end takes the same way.
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


class FolderRemover:
    """A folder that is removed once neither the sandbox nor a child process holds it."""

    def __init__(self, folder: Path) -> None:
        reading, self.held = os.pipe()
        """A descriptor that everything that uses the folder inherits."""
        self._folder = folder
        self._shell = _shell(_SWEEP, [str(folder)], reading)
        os.close(reading)

    def remove(self) -> None:
        """Release the folder, and wait until it is removed."""
        os.close(self.held)
        self._shell.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


class ChildProcess:
    """A program that is interrupted (SIGINT) when the sandbox ends or `end` is called."""

    def __init__(
        self,
        command: Sequence[str | Path],
        log: Path,
        held: Sequence[int] = (),
        script: Path = Path(os.devnull),
    ) -> None:
        """Start it with `script` as its input, a log to append to, and descriptors to inherit."""
        reading, self._pipe = os.pipe()
        arguments = [str(script), str(log), *map(str, command)]
        self._shell = _shell(_RUN, arguments, reading, held)
        os.close(reading)

    @property
    def running(self) -> bool:
        """The program has not ended."""
        return self._shell.poll() is None

    def wait(self) -> int:
        """Wait until it ends, and return its exit code."""
        code = self._shell.wait()
        self.end()
        return code

    def end(self) -> None:
        """Interrupt it if it still runs, and wait until it has ended; harmless when repeated."""
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
        # Ctrl+C in the terminal is for the sandbox, which then ends the program properly.
        start_new_session=True,
    )


def _environment() -> dict[str, str]:
    """Return the environment without the variables that PostgreSQL reads."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_"))}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}

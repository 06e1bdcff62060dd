"""The commands `exec` and `import`, run at random while things go wrong."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.claims.faults import Fault, Faults
from benchmarks.claims.report import Claim, Report
from dsql_tui.cli.options import DONE, FAILED, INTERRUPTED, UNKNOWN, USAGE
from dsql_tui.sandbox.ready import Ready

CRASHED = 70
"""The exit code of a crash."""

COMMAND_TIMEOUT = 60
"""Seconds that a command may take before it counts as hanging."""

_INSERTED = re.compile("^INSERT 0 1$", re.MULTILINE)
_COUNT = re.compile(r"([\d,]+) (?:rows? )?(imported|were there already|rejected)")


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    words: str
    origin: str
    """What ran and what went wrong, for a person to repeat it."""


class Commands:
    """Runs commands, and has what becomes of them."""

    def __init__(self, ready: Ready, faults: Faults, dice: random.Random, report: Report) -> None:
        self.report = report
        self.faults = faults
        self.dice = dice
        self._ready = ready

    def run(self, name: str, *rest: str, calm: bool = False) -> Ended:
        """Run a command, if not `calm` while things go wrong."""
        armed, midway = "", None
        if calm:
            self.faults.disarm()
        else:
            armed, midway = self.faults.arm_any(), self.faults.choose_midway()
        interrupts = not calm and self.dice.random() < 0.3
        closed = not calm and name == "exec" and self.dice.random() < 0.1
        process, reading = self._start(name, rest, closed)
        self._meddle(process, midway, interrupts)
        try:
            _, words = process.communicate(timeout=COMMAND_TIMEOUT)
        except subprocess.TimeoutExpired:
            process.kill()
            _, words = process.communicate()
            self.report.problems.append(f"it hangs: {name} {rest} with {armed}, {midway}")
        if reading is not None:
            os.close(reading)
        code = process.returncode
        origin = (
            f"{name} {' '.join(rest)[:300]} with {armed}, {midway}"
            f"{', interrupted' if interrupts else ''}{', stdout closed' if closed else ''}"
            f" ended with {code}: {words.strip()}"
        )
        early = code == -signal.SIGINT or _is_early(words)  # nothing was sent
        if not early and ("Traceback" in words or code < 0 or code in (USAGE, CRASHED)):
            self.report.problems.append(f"it crashes: {origin}")
        self.report.endings[f"{name} {code}"] += 1
        return Ended(code, words, origin)

    def _start(
        self, name: str, rest: Sequence[str], closed: bool
    ) -> tuple[subprocess.Popen[str], int | None]:
        """Start a command; return it and the end of its output that must be closed later."""
        ready, target = self._ready, self._ready.clusters[0].identifier
        command = [sys.executable, "-m", "dsql_tui", name, target, *rest]
        command += ["--port", str(ready.port), "--hostaddr", ready.hostaddr]
        command += ["--sslrootcert", ready.sslrootcert]
        reading, writing = os.pipe()
        if closed:
            os.close(reading)
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=writing, stderr=subprocess.PIPE, text=True
        )
        os.close(writing)
        return process, None if closed else reading

    def _meddle(
        self, process: subprocess.Popen[str], midway: Fault | None, interrupts: bool
    ) -> None:
        """Let something go wrong a moment after the command has started."""
        if midway:
            time.sleep(self.dice.uniform(0.2, 0.7))
            self.faults.arm(midway)
        if interrupts:
            time.sleep(self.dice.uniform(0.1, 1.2))
            if process.poll() is None:
                process.send_signal(signal.SIGINT)


def _is_early(words: str) -> bool:
    """Return whether Ctrl+C came while Python started, before a line of the program ran."""
    return words.rstrip().endswith("KeyboardInterrupt") and "dsql_tui" not in words


class ExecDoor:
    """Writes through `exec`."""

    def __init__(self, commands: Commands, folder: Path) -> None:
        self._commands = commands
        self._dice = commands.dice
        self._folder = folder

    def write(self, take: range) -> int:
        """Write some of the rows; return how many."""
        kind = self._dice.choice((self._one, self._transaction, self._script, self._copy))
        return kind(take)

    def _one(self, take: range) -> int:
        rows = take[: self._dice.choice((1, 1, 5))]
        values = ", ".join(f"({row})" for row in rows)
        returning = self._dice.choice(("", "", " returning *"))
        self._all_or_none(rows, f"insert into claimed (row) values {values}{returning}")
        return len(rows)

    def _transaction(self, take: range) -> int:
        rows = take[:6]
        inserts = "; ".join(f"insert into claimed (row) values ({row})" for row in rows)
        self._all_or_none(rows, f"begin; {inserts}; commit", "COMMIT")
        return len(rows)

    def _copy(self, take: range) -> int:
        rows = take[:8]
        lines = "".join(f"{row}\n" for row in rows)
        self._all_or_none(rows, f"copy claimed (row) from stdin;\n{lines}\\.\n")
        return len(rows)

    def _all_or_none(self, rows: Sequence[int], script: str, tag: str = "INSERT|COPY") -> None:
        ended = self._commands.run("exec", "-c", script, *self._options())
        self._commands.report.claim(rows, _read_claim(ended, tag), ended.origin)

    def _script(self, take: range) -> int:
        """Write each row with a statement that is committed on its own, in order."""
        rows = take[:12]
        path = self._folder / "script.sql"
        path.write_text(";\n".join(f"insert into claimed (row) values ({row})" for row in rows))
        ended = self._commands.run("exec", "-f", str(path), *self._options(quiet=False))
        report = self._commands.report
        done = len(rows) if ended.code == DONE else len(_INSERTED.findall(ended.words))
        unknown = done + (ended.code == UNKNOWN and "outcome unknown" in ended.words)
        report.claim(rows[:done], "done", ended.origin)
        report.claim(rows[done:unknown], "unknown", ended.origin)
        report.claim(rows[unknown:], "not done", ended.origin)
        return len(rows)

    def _options(self, quiet: bool = True) -> list[str]:
        options = []
        if self._dice.random() < 0.3:
            options += ["--retry-conflicts", "3"]
        if self._dice.random() < 0.2:
            options += ["--timeout", "1"]
        if quiet and self._dice.random() < 0.2:
            options.append("--quiet")
        return options


def _read_claim(ended: Ended, tag: str) -> Claim:
    """Return what a command says of a change that happens as a whole or not."""
    said = re.search(rf"^({tag})|had ended: ({tag})|is kept", ended.words, re.MULTILINE)
    if ended.code == DONE or said:
        return "done"
    return "unknown" if ended.code == UNKNOWN else "not done"


class ImportDoor:
    """Writes through `import`, and resumes what stopped."""

    def __init__(self, commands: Commands, folder: Path) -> None:
        self._commands = commands
        self._dice = commands.dice
        self._folder = folder

    def write(self, take: range) -> int:
        """Write some of the rows; return how many."""
        size = 3500 if self._dice.random() < 0.05 else self._dice.choice((5, 20, 40, 40, 100))
        rows = take[:size]
        path = self._folder / f"rows-{rows[0]}.csv"
        wrong = self._dice.choice((0, 0, 2))
        path.write_text("row\n" + "".join(f"{row}\n" for row in rows) + "x\n" * wrong)
        table = self._dice.choice(("claimed", "claimed", "keyless"))
        arguments = (str(path), "--into", table)
        ended = self._commands.run("import", *arguments)
        tries, told = 0, ended
        while not _is_complete(ended) and tries < 4 and self._dice.random() < 0.8:
            tries += 1
            ended = self._resume(arguments, told, calm=tries > 1)
            told = ended if ended.words else told
        self._claim(rows, ended, wrong)
        return len(rows)

    def _resume(self, arguments: Sequence[str], ended: Ended, calm: bool) -> Ended:
        """Run an import again as its words say."""
        how: tuple[str, ...] = ("--resume",) if "--resume" in ended.words else ()
        if "--resume after" in ended.words:
            how = ("--resume", "after" if self._finds_first(ended) else "from")
        return self._commands.run("import", *arguments, *how, calm=calm)

    def _finds_first(self, ended: Ended) -> bool:
        """Run the query that the import suggests."""
        query = next(
            line for line in re.findall(r"select count\(\*\) from .*", ended.words) if line
        )
        while True:  # until what was given up has ended
            arguments = ("-c", query, "--format", "tsv", "--no-header", "-o")
            path = self._folder / "count"
            if self._commands.run("exec", *arguments, str(path), calm=True).code == DONE:
                return path.read_text().strip() != "0"

    def _claim(self, rows: Sequence[int], ended: Ended, wrong: int) -> None:
        report, counts = self._commands.report, _read_counts(ended.words)
        there = counts.get("imported", 0) + counts.get("were there already", 0)
        if _is_complete(ended):
            report.claim_count(rows, len(rows), len(rows), ended.origin)
            if "imported" in counts and (there, counts.get("rejected", 0)) != (len(rows), wrong):
                report.problems.append(f"{len(rows)} and {wrong} wrong ones: {ended.origin}")
        elif ended.code == INTERRUPTED and ended.words:
            report.claim_count(rows, there, there, ended.origin)
        else:
            report.claim_count(rows, there, len(rows), ended.origin)


def _is_complete(ended: Ended) -> bool:
    rejected = ended.code == FAILED and "Rejected rows and reasons are in" in ended.words
    return ended.code == DONE or (rejected and "imported" in ended.words)


def _read_counts(words: str) -> dict[str, int]:
    return {what: int(number.replace(",", "")) for number, what in _COUNT.findall(words)}

"""The table of all figures in Markdown, and its place in a page."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.metadata import version
from math import inf
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure, write_goal, write_spread, write_value
from dsql_tui import __version__

SUMMARY = (
    "first frame",
    "key echo, 5,000 lines, median",
    "key echo, 50,000 lines, median",
    "a million rows complete on screen",
    "CSV of a million rows, sandbox",
    "exec -c 'select 1'",
    "1,000 statements, exec",
)
"""The lines of the short table."""


def build_table(figures: Sequence[Figure]) -> str:
    """Return the table; figures that have no goal, but a limit, are only checks."""
    rows = [_build_row(each) for each in figures if each.reach < inf or each.limit == inf]
    header = "| line | peer | ours | peer's | ratio or value (range) | reach |"
    return "\n".join([header, "|---" * 6 + "|", *rows])


def build_summary(figures: Sequence[Figure]) -> str:
    """Return the short table."""
    rows = [
        f"| {each.name} | {_name_peer(each)} | {each.value:.2f} |"
        for each in figures
        if each.name in SUMMARY and each.is_ratio
    ]
    return "\n".join(["| ours | beside | times as long |", "|---|---|---|", *rows])


def _build_row(figure: Figure) -> str:
    ours = write_value(median(figure.ours), figure.unit)
    theirs = write_value(median(figure.theirs), figure.unit) if figure.theirs else "–"
    reach = write_goal(figure, figure.reach)
    if figure.reach < inf:
        reach += " ✓" if figure.is_within(figure.reach) else " ✗"
    cells = figure.name, _name_peer(figure), ours, theirs, write_spread(figure), reach
    return f"| {' | '.join(cells)} |"


def _name_peer(figure: Figure) -> str:
    return figure.peer.replace("\\copy", "`\\copy`") or "–"


def describe_machine(command: str) -> str:
    """Return a sentence about when, where and with what the figures were measured."""
    psql = subprocess.run(["psql", "--version"], capture_output=True, text=True, check=True).stdout
    names = {"textual": "Textual", "psycopg": "psycopg", "boto3": "boto3", "pygments": "Pygments"}
    versions = ", ".join(f"{title} {version(name)}" for name, title in names.items())
    return _wrap(
        f"Measured on {date.today().isoformat()} with `{command}`: "
        f"{os.cpu_count()} processors ({_read_processor()}), {_read_memory():.0f} GB, "
        f"{platform.system()} {platform.release().partition('-')[0]}, "
        f"Python {platform.python_version()}, dsql-tui {__version__}{_read_commit()}, {versions}, "
        f"psql {psql.split()[2]}. The load average at the end was {os.getloadavg()[0]:.1f}."
    )


def _read_processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text()
    except OSError:
        return platform.machine()
    _, _, after = text.partition("model name\t: ")
    return after.partition("\n")[0] or platform.machine()


def _read_memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def _read_commit() -> str:
    words = ["git", "-C", str(Path(__file__).parent), "rev-parse", "--short", "HEAD"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return f" ({done.stdout.strip()})" if done.returncode == 0 else ""


def _wrap(text: str, width: int = 118) -> str:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".lstrip()
    return "\n".join(lines)


def replace_tables(page: Path, tables: Mapping[str, str]) -> None:
    """Replace each table that is in a page between `<!-- NAME -->` and `<!-- /NAME -->`.

    Raises:
        SystemExit: There is none.
    """
    text = before = page.read_text(encoding="utf-8")
    for name, table in tables.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        if begin in text and end in text:
            head, _, rest = text.partition(begin)
            text = f"{head}{begin}\n{table}\n\n{end}{rest.partition(end)[2]}"
    if text == before:
        raise SystemExit(f"{page} has no place for {', '.join(tables)}.")
    page.write_text(text, encoding="utf-8")
    sys.stdout.write(f"wrote {page}\n")

"""All lines of the table in docs/speed.md, in the order in which they are measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from benchmarks import (
    completion,
    editing,
    export,
    loading,
    picker,
    rows,
    script,
    splitting,
    startup,
    wide_cells,
)
from benchmarks.bench import Bench
from benchmarks.figures import Figure


class Line(NamedTuple):
    """A part of the table, which can be measured alone."""

    name: str
    """Its name on the command line."""
    measure: Callable[[Bench], Iterator[Figure]]
    optional: bool = False
    """It takes long, and is only measured by name or with an option."""


LINES = (
    Line("start", startup.measure),
    Line("picker", picker.measure),
    Line("splitting", splitting.measure),
    Line("select", export.measure_select),
    Line("script", script.measure),
    Line("completion", completion.measure),
    Line("wide-cells", wide_cells.measure),
    Line("keys", editing.measure),
    Line("idle", rows.measure_idle),
    Line("rows", rows.measure),
    Line("keys-with-rows", rows.measure_typing),
    Line("export", export.measure),
    Line("import", loading.measure),
    Line("ten-million", rows.measure_many, optional=True),
    # The last, because it creates tables that make the schema long.
    Line("rivals", editing.measure_rivals, optional=True),
)


def choose_lines(names: list[str], rivals: bool, long: bool) -> list[Line]:
    """Return the lines with some names, or those that the options ask for.

    Raises:
        SystemExit: A name is unknown.
    """
    known = {line.name: line for line in LINES}
    if unknown := [name for name in names if name not in known]:
        raise SystemExit(f"No line is named {unknown[0]}. The names: {', '.join(known)}")
    if names:
        return [known[name] for name in names]
    wanted = {"rivals": rivals, "ten-million": long}
    return [line for line in LINES if wanted.get(line.name, not line.optional)]

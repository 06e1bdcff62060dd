"""A COPY whose data are in a file of this computer, as psql's `\\copy` has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

from dsql_tui.dsql import limits
from dsql_tui.events import Arrived, Copied, Event, Finished, Noticed, Refusal, Refused
from dsql_tui.results.formats.format import FormatError
from dsql_tui.results.formats.packing import named
from dsql_tui.results.text import sized
from dsql_tui.sql.verb import verb
from dsql_tui.store.files import whole

STANDARD_INPUT = "/dev/stdin"
_EVERY = 0.1
"""Seconds between two reports."""


class _TooMuch(Exception):
    """A file holds more than a transaction takes; the text is a sentence for the user."""


class _Refused(Exception):
    """The server said no, so there is no file; with how the run ended."""

    def __init__(self, ending: Refused) -> None:
        self.ending = ending


def copied(text: str, file: str, run: Callable[[bytes | None], Iterator[Event]]) -> Iterator[Event]:
    """What happens to a COPY that `run` sends, given the data that it reads.

    A file that cannot be read, or written, is a refusal like the server's.
    """
    path, began = Path(file).expanduser(), monotonic()
    try:
        if verb(text) == "writes":
            yield from run(_content(path))
        else:
            yield from _written(run(None), path)
        return
    except _Refused as refused:
        ending = refused.ending
    except (FormatError, _TooMuch) as error:
        ending = Refused(Refusal(str(error)), monotonic() - began)
    except OSError as error:
        ending = Refused(Refusal(f"{file}: {error.strerror or error}."), monotonic() - began)
    yield ending  # only now, when what was left of the run has been cancelled


def fits(file: str) -> bool:
    """May a transaction take all that is in a file?

    Raises:
        OSError: it cannot be read.
    """
    try:
        return _content(Path(file).expanduser()).count(b"\n") <= limits.ROWS
    except _TooMuch:
        return False


def _content(path: Path) -> bytes:
    with path.open("rb") as stream:
        data = stream.read(limits.SIZE + 1)
    if len(data) > limits.SIZE:
        raise _TooMuch(
            "That is more than the 10 MiB which a transaction may change: an import takes it apart."
        )
    return data


def _written(events: Iterator[Event], path: Path) -> Iterator[Event]:
    """A COPY TO STDOUT whose lines go into a file, whole or not at all, packed as its name says."""
    packer = named(path)[1].packer()
    rows = size = 0
    told = monotonic()
    with whole(path) as stream:
        for event in events:
            match event:
                case Arrived(chunk):
                    lines = (chunk.get_value(row, 0) or b"" for row in range(chunk.ntuples))
                    rows += chunk.ntuples
                    size += stream.write(packer.compress(b"".join(line + b"\n" for line in lines)))
                    if monotonic() - told > _EVERY:
                        told = monotonic()
                        yield Copied(rows, size)
                case Noticed():
                    yield event
                case Refused():
                    raise _Refused(event)
                case Finished():
                    ending = event
        size += stream.write(packer.flush())
    yield Copied(int(ending.tag.rpartition(" ")[2]), size)  # a header is no row
    yield Noticed("NOTE", f"{sized(size)} written to {path.resolve()}")
    yield ending

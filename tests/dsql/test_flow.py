"""Rules of Aurora DSQL on lists of events."""

import pytest

from dsql_tui.dsql.flow import COMMIT_ROLLED_BACK, cap_rows, fail_rolled_back_commit
from dsql_tui.events import Event, Failed, Finished, RowsReceived, ServerError
from tests.results.chunks import Counted

CHUNKS = [RowsReceived(Counted(start, 10)) for start in range(0, 50, 10)]
CANCELLED = Failed(ServerError("canceling statement due to user request", "57014"), 0.2)
DONE = Finished("SELECT 50", 0.2)


def test_rolled_back_commit_fails() -> None:
    assert list(fail_rolled_back_commit(iter([Finished("ROLLBACK", 0.1)]))) == [
        Failed(COMMIT_ROLLED_BACK, 0.1)
    ]


def test_commit_passes() -> None:
    events = [Finished("COMMIT", 0.1)]
    assert list(fail_rolled_back_commit(iter(events))) == events


CAPS = [
    ("all of it has room", 50, [*CHUNKS, DONE], 50, DONE, 0),
    ("between two chunks", 30, [*CHUNKS, CANCELLED], 30, Finished("SELECT 30", 0.2, more=True), 1),
    ("within a chunk", 25, [*CHUNKS, CANCELLED], 25, Finished("SELECT 25", 0.2, more=True), 1),
    (
        "the cancel comes too late",
        25,
        [*CHUNKS, DONE],
        25,
        Finished("SELECT 50", 0.2, more=True),
        1,
    ),
    ("the user cancels before", 100, [*CHUNKS, CANCELLED], 50, CANCELLED, 0),
]


@pytest.mark.parametrize(
    ("cap", "events", "rows", "last", "cancels"), [c[1:] for c in CAPS], ids=[c[0] for c in CAPS]
)
def test_rows_stop_at_the_cap(
    cap: int, events: list[Event], rows: int, last: Event, cancels: int
) -> None:
    cancelled: list[bool] = []
    *arrived, ending = cap_rows(iter(events), cap, lambda: cancelled.append(True))
    chunks = [event.chunk for event in arrived if isinstance(event, RowsReceived)]
    cells = [chunk.get_value(row, 0) for chunk in chunks for row in range(chunk.ntuples)]
    assert cells == [b"%d.0" % row for row in range(rows)]
    assert ending == last
    assert len(cancelled) == cancels

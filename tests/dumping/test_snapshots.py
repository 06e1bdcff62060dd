"""Which snapshots a dump reads, and how much memory it takes."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dsql_tui.db.queries import CatalogError, fetch_rows, fetch_value
from dsql_tui.dumping import snapshots
from dsql_tui.dumping.dump import Dump, DumpOptions
from dsql_tui.dumping.snapshots import SnapshotReader, UnreadableTable
from dsql_tui.events import ServerError
from dsql_tui.opening import Access
from dsql_tui.sandbox.ready import Ready
from tests.access import build_access
from tests.conftest import start_copy


@pytest.fixture
def access(aws: Ready) -> Access:
    return build_access(aws)


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read 100 rows with a query."""
    monkeypatch.setattr(snapshots, "_PAGE_ROWS", 100)


def run(access: Access, *statements: str) -> None:
    with closing(access.open()) as session:
        for statement in statements:
            fetch_rows(session.run(statement))


def create(access: Access, table: str, key: str = "primary key (a, b)") -> None:
    """Create a table with a thousand rows."""
    run(
        access,
        f"create table {table} (a int, b text, unique (b), {key})",
        f"insert into {table} select n / 10, n::text from generate_series(0, 999) n",
    )


def read(reader: SnapshotReader, table: str, key: tuple[str, ...] = ("a", "b")) -> Iterator[str]:
    """Yield the values of `b`."""
    for _, rows in reader.read_rows(table, ["b"], key):
        yield from (str(row[0]) for row in rows)


def test_changes_of_others_are_not_in_the_snapshot(access: Access) -> None:
    create(access, "stable")
    with closing(SnapshotReader(access)) as reader:
        reader.fetch(lambda session: fetch_value(session.run("select count(*) from public.stable")))
        found = read(reader, "public.stable")
        first = next(found)
        run(access, "insert into stable values (99999, 'new')", "delete from stable where a = 50")
        assert sorted([first, *found], key=int) == [str(number) for number in range(1000)]
        assert reader.snapshots == 1


def test_reading_continues_after_a_change_of_the_schema(access: Access) -> None:
    create(access, "altered")
    with closing(SnapshotReader(access)) as reader:
        reader.fetch(lambda session: fetch_value(session.run("select 1")))
        found = read(reader, "public.altered")
        first = next(found)
        run(access, "alter table altered add column c int")
        assert sorted([first, *found], key=int) == [str(number) for number in range(1000)]
        assert reader.snapshots == 2
        assert "OC001" in reader.reason


def test_script_says_where_a_later_snapshot_begins(access: Access) -> None:
    create(access, "told")
    with closing(SnapshotReader(access)) as reader:
        dump = Dump(reader, DumpOptions(tables=["told"]))
        parts = []
        for part in dump.write():
            parts.append(part)
            if part.startswith("-- Rows of"):
                run(access, "alter table told add column c int")
        script = "".join(parts)
        assert dump.rows == 1000
        assert reader.snapshots == 2
    assert script.count("-- From here on, rows are from a later snapshot: schema has been") == 1
    assert script.index("-- Rows of") < script.index("-- From here on") < script.rindex("INSERT")


def test_reading_continues_after_the_longest_transaction(
    created: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = (sys.executable, "-m", "tests.sandbox.sandbox_with_short_transactions")
    with start_copy(created, command) as sandbox:
        for name, value in sandbox.ready.env.items():
            monkeypatch.setenv(name, value)
        access = build_access(sandbox.ready)
        create(access, "keyed")
        with closing(SnapshotReader(access)) as reader:
            found = read(reader, "public.keyed")
            first = next(found)
            with closing(access.open()) as other:
                fetch_rows(other.run("select pg_sleep(1.1)"))  # longer than a transaction may last
            assert sorted([first, *found], key=int) == [str(number) for number in range(1000)]
            assert reader.snapshots == 2
            assert "transaction age limit" in reader.reason


def test_rows_without_a_key_cannot_be_continued(
    access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(access, "keyless", "check (a >= 0)")
    with closing(SnapshotReader(access)) as reader:
        reader.fetch(lambda session: fetch_value(session.run("select 1")))
        assert sorted(read(reader, "public.keyless", ()), key=int)[-1] == "999"
        run(access, "alter table keyless add column c int")
        assert len(list(read(reader, "public.keyless", ()))) == 1000, "none was read before"
        original = reader._run

        def fail(query: str, values: list[str | None]) -> Iterator[snapshots.Rows]:
            yield next(original(query, values))
            raise CatalogError(ServerError("conflict (OC000)", "40001"))

        monkeypatch.setattr(reader, "_run", fail)
        with pytest.raises(UnreadableTable, match=r"public\.keyless has no primary key.*OC000"):
            list(read(reader, "public.keyless", ()))


def test_memory_does_not_grow_with_the_table(access: Access) -> None:
    run(access, "create table long (id int primary key, data text)")
    insert = "insert into long select n, repeat('x', 2000) from generate_series({}, {}) n"
    run(access, *(insert.format(n, n + 2999) for n in range(1, 30_000, 3000)))
    with closing(SnapshotReader(access)) as reader:
        dump = Dump(reader, DumpOptions(tables=["long"]))
        tracemalloc.start()
        size = sum(map(len, dump.write()))
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert dump.rows == 30_000
    assert size > 60_000_000
    assert peak < size / 3

"""The table of an import: its types, its key, and how many sessions may load into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dsql_tui.db.loaded_rows import find_unique_key, read_column_types
from dsql_tui.db.loading import CopyTarget, Loaded
from dsql_tui.db.queries import CatalogError, fetch_value
from dsql_tui.db.session import Session
from dsql_tui.db.upserting import Upsert
from dsql_tui.events import Failed
from dsql_tui.importing.keys_in_flight import KeysInFlight, is_comparable
from dsql_tui.importing.plan import DEFAULT_JOBS, Plan
from dsql_tui.results.readers import Record

_JSON_TYPES = ("json", "jsonb")

_SELF_REFERENCE_QUERY = """
select exists (
    select from pg_catalog.pg_constraint
    where conrelid = to_regclass($1) and contype = 'f' and confrelid = conrelid
)"""


@dataclass(frozen=True)
class TargetTable:
    """A table that records are loaded into."""

    target: CopyTarget
    types: Mapping[str, str]
    """The types of its columns."""
    key: tuple[str, ...]
    """The columns of a unique key that tells which rows are there; empty if there is none."""
    upserts: bool
    """True if rows whose key is in the table are skipped or updated."""
    refers_to_itself: bool
    """True if a foreign key refers to the table itself."""
    send: Callable[[Session, Sequence[Record]], Loaded | Failed]
    """Loads records in one transaction, once."""

    @property
    def json_columns(self) -> list[str]:
        """The columns of type json or jsonb."""
        return [name for name, kind in self.types.items() if kind in _JSON_TYPES]

    def make_keys(self) -> KeysInFlight:
        """Return a guard against rows with one key in two sessions at once."""
        places = [self.target.columns.index(name) for name in self.key]
        return KeysInFlight(places, [self.types.get(name, "") for name in self.key])

    def choose_jobs(self, asked: int | None) -> tuple[int, str]:
        """Return the number of sessions to load in, and why it is not the one asked for."""
        jobs = DEFAULT_JOBS if asked is None else asked
        reason = ""
        if self.refers_to_itself:
            reason = "rows of the table refer to each other, so their order matters"
        elif self.upserts and not all(is_comparable(self.types.get(name, "")) for name in self.key):
            reason = "rows with the same key need their order, and the key has another type"
        elif not self.key and asked is None:
            reason = "the columns include no unique key of the table"
        if jobs == 1 or not reason:
            return jobs, ""
        return 1, f"One session loads: {reason}."


def read_table(session: Session, plan: Plan, target: CopyTarget) -> TargetTable:
    """Read the types and the key of a table.

    Raises:
        ValueError: The key does not fit the file; the message is for the user.
        CatalogError: The server does not tell.
    """
    types = read_column_types(session, target.table)
    if plan.on_conflict is None:
        key, send = find_unique_key(session, target), target.send
    else:
        key = plan.choose_key(session, target, types)
        send = Upsert(target, key, types, plan.on_conflict).send
    refers = _refers_to_itself(session, target.table)
    return TargetTable(target, types, key, plan.on_conflict is not None, refers, send)


def _refers_to_itself(session: Session, table: str) -> bool:
    try:
        return fetch_value(session.run(_SELF_REFERENCE_QUERY, (table,))) == "t"
    except CatalogError:
        return False

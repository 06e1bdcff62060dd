"""Answers that a real cluster gave in September 2026, expected from the sandbox too.

`recordings.json` is the golden record of the dsql-emulator project (MIT, (c) 2026 Oleksandr
Liakhevych), condensed. It does not tell what two sessions in conflict sent; that is here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.sandbox.ready import Ready
from tests.sandbox.clients import arm, connect
from tests.sandbox.protocols import PROTOCOLS, Answer, ask

RECORD = json.loads(Path(__file__).with_name("recordings.json").read_text(encoding="utf-8"))
ALONE = [case for case in RECORD["cases"] if case["steps"]]
TOGETHER = {case["name"]: case for case in RECORD["cases"] if not case["steps"]}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxProcess]:
    """A sandbox that refuses what the recorded cluster did not have yet."""
    with SandboxProcess(release="2026-09-30") as process:
        yield process


PARENT = "'00000000-0000-0000-0000-000000000001'"
OTHER = "'00000000-0000-0000-0000-000000000002'"
BEFORE = {
    # The cluster had committed a row in the case before.
    "rollback": [f"INSERT INTO baseline_parent (id, name) VALUES ({PARENT}, 'tx')"],
}
ROWS = [
    f"INSERT INTO baseline_conflict (id, name) VALUES ({PARENT}, 'one')",
    f"INSERT INTO baseline_conflict (id, name) VALUES ({OTHER}, 'two')",
]
CHILD = f"INSERT INTO baseline_conflict_child (id, parent_id) VALUES ({OTHER}, {PARENT})"
UPDATE = f"UPDATE baseline_conflict SET name = 'three' WHERE id = {PARENT}"
DELETE = f"DELETE FROM baseline_conflict WHERE id = {PARENT}"
SELECT = f"SELECT id FROM baseline_conflict WHERE id = {PARENT}"
CONFLICTS = [
    ("occ_write_write", UPDATE, UPDATE, 1),
    ("occ_for_update_vs_write", f"{SELECT} FOR UPDATE", UPDATE, 1),
    ("occ_for_key_share_vs_delete", f"{SELECT} FOR KEY SHARE", DELETE, 0),
    ("occ_fk_delete_insert", DELETE, CHILD, 0),
    ("occ_fk_nonkey_update", UPDATE, CHILD, 0),
    ("occ_disjoint_writes", UPDATE, UPDATE.replace(PARENT, OTHER), 0),
]
"""A case, the statement of each session, and the one that commits first."""


@contextmanager
def schema(ready: Ready, setup: list[str]) -> Iterator[str]:
    """Create a schema for one case."""
    with connect(ready) as session:
        session.execute("CREATE SCHEMA recorded")
        session.execute("SET search_path = recorded")
        for statement in setup:
            session.execute(statement.encode())
        try:
            yield "-c search_path=recorded"
        finally:
            session.execute("DROP SCHEMA recorded CASCADE")


def build_answer(observed: dict[str, Any], rows: bool = True) -> Answer:
    return Answer(
        observed.get("tag", ""),
        observed.get("sqlstate", ""),
        observed.get("message", ""),
        tuple(map(tuple, observed.get("rows", ()))) if rows else (),
    )


@pytest.fixture(autouse=True)
def no_catch_up(ready: Ready) -> None:
    """Sessions that learn of no change of the schema, however slow this machine is."""
    arm(ready, catch_up=60)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("case", ALONE, ids=[case["name"] for case in ALONE])
def test_a_session_is_answered_as_recorded(
    ready: Ready, case: dict[str, Any], protocol: str
) -> None:
    setup = RECORD["setup"] + BEFORE.get(case["name"], [])
    with schema(ready, setup) as options, connect(ready, options=options) as session:
        answers = [ask(session, step, protocol) for step in case["steps"]]
        assert answers == [build_answer(observed) for observed in case["observed"]]


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize(
    ("name", "first", "second", "winner"), CONFLICTS, ids=[case[0] for case in CONFLICTS]
)
def test_two_sessions_are_answered_as_recorded(
    ready: Ready, name: str, first: str, second: str, winner: int, protocol: str
) -> None:
    with schema(ready, RECORD["setup"] + ROWS) as options, ExitStack() as leaving:
        sessions = [leaving.enter_context(connect(ready, options=options)) for _ in range(2)]
        answers: list[list[Answer]] = [[], []]
        for number, step in _in_turn(first, second, winner):
            answers[number].append(ask(sessions[number], step, protocol)._replace(rows=()))
        recorded = TOGETHER[name]["sessions_observed"]
        assert answers == [[build_answer(step, rows=False) for step in steps] for steps in recorded]


def _in_turn(first: str, second: str, winner: int) -> list[tuple[int, str]]:
    begun = [(0, "BEGIN"), (1, "BEGIN"), (0, first), (1, second)]
    return [*begun, (winner, "COMMIT"), (1 - winner, "COMMIT")]

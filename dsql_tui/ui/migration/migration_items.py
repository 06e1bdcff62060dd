"""The changes and the statements of a migration, as lines of a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.text import Text

from dsql_tui.migrating.plan import MigrationPlan
from dsql_tui.migrating.state import MigrationState
from dsql_tui.results.text import make_visible, pluralize
from dsql_tui.sql.conversion.schema import SEVERITIES, Change, Severity, Table
from dsql_tui.sql.conversion.steps import Step, sort_tables
from dsql_tui.ui.migration.run_list import Item, Outcome

CHANGE_COLUMNS = ("Severity", "Change", "Object", "Line")
STATEMENT_COLUMNS = ("#", "Outcome", "Change", "Phase", "Kind", "Object")

_COLOURS: dict[Severity, str] = {"lost": "bold red", "weaker": "bold yellow", "noted": "dim"}
_OUTCOMES = {
    "": Outcome(),
    "started": Outcome("running", "yellow"),
    "waiting": Outcome("job running", "yellow"),
    "done": Outcome("done", "green"),
    "failed": Outcome("failed", "bold red"),
    "edited": Outcome("edited", "cyan"),
    "removed": Outcome("removed", "dim"),
}


def list_changes(plan: MigrationPlan) -> list[Item]:
    """Return the changes, the most serious first."""
    ordered = sorted(plan.schema.changes, key=lambda each: SEVERITIES.index(each.severity))
    return [_make_change(each) for each in ordered]


def list_statements(plan: MigrationPlan, state: MigrationState | None) -> list[Item]:
    """Return the statements in their order, with the rows of each table between them."""
    changes = _group_changes(plan)
    steps = [_make_step(plan, state, number, changes) for number in range(len(plan.steps))]
    before = sum(each.phase == "schema" for each in plan.steps)
    rows = [_make_rows(plan, state, table) for table in sort_tables(plan.schema)]
    return [*steps[:before], *rows, *steps[before:]]


def _make_change(change: Change) -> Item:
    cells = (
        Text(change.severity, _COLOURS.get(change.severity, "")),
        _show(change.rule),
        _show(change.object),
        Text(f"{change.line:,}" if change.line else "", justify="right"),
    )
    title = f"{change.rule} · {change.object}" if change.object else change.rule
    return Item(cells, title, lambda: "\n".join(_describe_change(change)))


def _make_step(
    plan: MigrationPlan,
    state: MigrationState | None,
    number: int,
    groups: Mapping[str, list[Change]],
) -> Item:
    step = plan.steps[number]
    changes = groups.get(step.object, [])
    worst = min((SEVERITIES.index(each.severity) for each in changes), default=None)
    severity = SEVERITIES[worst] if worst is not None else None
    cells = (
        Text(f"{number + 1:,}", justify="right"),
        Text(severity or "", _COLOURS.get(severity, "") if severity else ""),
        Text(step.phase),
        _show(step.kind),
        _show(step.object),
    )

    def read_outcome() -> Outcome:
        if state:
            return _OUTCOMES[state.steps[number].outcome]
        edited = "removed" if number + 1 in plan.removed else ""
        return _OUTCOMES[edited or ("edited" if number + 1 in plan.changed else "")]

    def read_text() -> str:
        reason = state.steps[number].reason if state else ""
        return "\n".join(_describe_step(step, reason, changes))

    return Item(cells, f"{step.kind} {step.object}", read_text, read_outcome, number + 1)


def _make_rows(plan: MigrationPlan, state: MigrationState | None, table: Table) -> Item:
    count = plan.schema.rows.get(table.name.key, 0)
    cells = (Text(""), Text(""), Text("rows"), Text("rows"), _show(table.name.sql))

    gone = (plan.steps[number - 1] for number in plan.removed)
    removed = any(each.kind == "table" and each.object == table.name.sql for each in gone)

    def read_outcome() -> Outcome:
        if removed:
            return _OUTCOMES["removed"]
        return _judge_rows(state, table, count) if state and state.extracted else Outcome()

    def read_text() -> str:
        words = f"{pluralize(count, 'row')} in the source."
        return "\n".join([words, *_describe_rows(state, table)])

    return Item(cells, f"rows of {table.name.sql}", read_text, read_outcome)


def _judge_rows(state: MigrationState, table: Table, count: int) -> Outcome:
    files = [each for each in state.files if each.table == table.name.key]
    check = state.checks.get(table.name.key, "")
    loaded = sum(each.loaded for each in files)
    if check.startswith("!") or any(each.error for each in files):
        return Outcome("failed", "bold red")
    if any(each.rejected for each in files):
        return Outcome(f"{loaded:,} of {count:,}", "bold red")
    if check:
        return Outcome("verified", "green")
    return Outcome(f"{loaded:,} of {count:,}" if state.begun else "", "yellow")


def _describe_rows(state: MigrationState | None, table: Table) -> Iterator[str]:
    """Yield what has become of the rows of a table."""
    if state is None:
        return
    for file in state.files:
        if file.table == table.name.key:
            yield f"{file.name}: {file.loaded:,} of {file.rows:,} loaded"
            if file.rejected:
                yield f"{pluralize(file.rejected, 'row')} rejected; reasons are in rejected/"
            if file.error:
                yield file.error
    if check := state.checks.get(table.name.key):
        yield f"Compared with the source: {check.lstrip('!')}"


def _describe_step(step: Step, reason: str, changes: list[Change]) -> Iterator[str]:
    if reason:
        yield f"{reason}\n"
    yield f"{step.sql};"
    for change in changes:
        yield f"\n{change.severity}: {change.rule} · {change.object}"
        yield change.reason


def _describe_change(change: Change) -> Iterator[str]:
    """Yield the reason of a change, and its text before and after."""
    yield change.reason
    if change.before:
        yield f"\nBefore\n{_indent(change.before)}"
    after = _indent(change.after) if change.after else "  Nothing is created."
    yield f"\nAfter\n{after}"


def _indent(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.strip("\n").splitlines())


def _group_changes(plan: MigrationPlan) -> dict[str, list[Change]]:
    """Return the changes by the name of their object; those of a column by its table too."""
    groups: dict[str, list[Change]] = {}
    for each in plan.schema.changes:
        for name in (each.object, each.object.rpartition(".")[0]):
            if name:
                groups.setdefault(name, []).append(each)
    return groups


def _show(text: str) -> Text:
    return Text(make_visible(text))

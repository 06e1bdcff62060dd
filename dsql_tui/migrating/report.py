"""The report of a migration: what will be different, the most serious first."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.results.text import make_printable
from dsql_tui.sql.conversion.schema import ROUTINES, SEVERITIES, Change, Schema, Severity
from dsql_tui.sql.conversion.steps import Step, sort_tables

_TITLES: dict[Severity, str] = {
    "lost": "Not migrated",
    "weaker": "Does less than before",
    "changed": "Has another type or form",
    "noted": "Good to know",
}
_MAX_LINES = 40
"""Lines of a statement that are shown."""
_MAX_EXAMPLES = 3

_ALWAYS = """\
## Different on every cluster

- Text sorts by code points (collation C): `Z` before `a`.
- Transactions see a snapshot (REPEATABLE READ) and can fail with a conflict at COMMIT: try again.
- A transaction changes at most 3,000 rows and lasts at most five minutes.
"""


def write_report(schema: Schema, title: str, steps: list[Step], edited: list[str]) -> str:
    """Return the report as Markdown.

    Args:
        schema: What the source creates, with the changes to it.
        title: The name of the source.
        steps: The statements that will run.
        edited: What the user has changed in them.
    """
    parts = [f"# Migration of {title}\n", _summarize(schema, steps)]
    if edited:
        parts.append("## Changed by you\n\n" + "".join(f"- {_escape(each)}\n" for each in edited))
    for severity in SEVERITIES:
        changes = [each for each in schema.changes if each.severity == severity]
        if changes:
            parts.append(f"## {_TITLES[severity]}\n\n" + "".join(_write_groups(changes)))
    parts += [_ALWAYS, _write_left_out(schema)]
    return "\n".join(part for part in parts if part)


def write_result(schema: Schema, checks: dict[str, str], failures: list[tuple[str, str]]) -> str:
    """Return what was done, as Markdown.

    Args:
        schema: The schema.
        checks: The result of the verification, by the key of the table.
        failures: The objects that are not as planned, with the reasons.
    """
    lines = ["## Result\n", "| table | rows in the source | verified |", "|---|---|---|"]
    for table in sort_tables(schema):
        rows = schema.rows.get(table.name.key, 0)
        words = checks.get(table.name.key, "not verified").lstrip("!")
        lines.append(f"| {_escape(table.name.sql)} | {rows:,} | {_escape(words)} |")
    if not failures:
        return "\n".join([*lines, "", "All objects were created as planned.", ""])
    lines += ["", f"### Not as planned ({len(failures):,})", ""]
    for label, reason in failures:
        lines.append(f"- {_escape(label)}\n\n{_fence(reason)}\n")
    return "\n".join(lines)


def count_changes(schema: Schema) -> str:
    """Return the numbers of changes by severity, as text."""
    severities = [each.severity for each in schema.changes]
    counts = {severity: severities.count(severity) for severity in SEVERITIES}
    words = {"lost": "lost", "weaker": "weaker", "changed": "changed", "noted": "noted"}
    found = [f"{count} {words[severity]}" for severity, count in counts.items() if count]
    return ", ".join(found) or "none"


def _summarize(schema: Schema, steps: list[Step]) -> str:
    kinds = ("table", "index", "foreign key", "view", *ROUTINES, "sequence")
    counts = [(kind, sum(step.kind == kind for step in steps)) for kind in kinds]
    lines = [f"| {kind} | {count:,} |" for kind, count in counts if count]
    rows = [
        f"| {_escape(table.name.sql)} | {schema.rows.get(table.name.key, 0):,} |"
        for table in sort_tables(schema)
    ]
    total = sum(schema.rows.get(table.name.key, 0) for table in sort_tables(schema))
    return "\n".join(
        [
            "| object | to create |",
            "|---|---|",
            *lines,
            "",
            f"Changes: {count_changes(schema)}. Rows in the source: {total:,}.",
            "",
            "| table | rows |",
            "|---|---|",
            *rows,
            "",
        ]
    )


def _write_groups(changes: list[Change]) -> Iterator[str]:
    """Yield the changes of each rule; an equal reason is written once."""
    rules = dict.fromkeys((each.rule, each.reason) for each in changes)
    for rule, reason in rules:
        group = [each for each in changes if (each.rule, each.reason) == (rule, reason)]
        yield f"### {rule[:1].upper()}{rule[1:]} ({len(group)})\n\n{_escape(reason)}\n\n"
        for each in group:
            yield from _write_change(each)
        yield "\n"


def _write_change(change: Change) -> Iterator[str]:
    where = f", line {change.line:,}" if change.line else ""
    yield f"- {_escape(change.object) or 'statement'}{where}\n"
    for label, text in (("before", change.before), ("after", change.after)):
        if text:
            yield f"\n  {label}:\n\n{_fence(text)}\n"
    if change.before or change.after:
        yield "\n"


def _fence(text: str) -> str:
    """Return a text as an indented block of code, which nothing in it can end."""
    lines = make_printable(text).splitlines()
    if len(lines) > _MAX_LINES:
        lines = [*lines[:_MAX_LINES], f"… {len(lines) - _MAX_LINES} more lines"]
    return "\n".join(f"      {line}" for line in lines)


def _write_left_out(schema: Schema) -> str:
    if not schema.left_out:
        return ""
    lines = ["## Left out because a cluster does not need it\n"]
    for reason, texts in sorted(schema.left_out.items()):
        lines.append(f"- {_escape(reason)}: {len(texts):,}\n")
        lines += [_fence(" ".join(text.split())[:120]) for text in texts[:_MAX_EXAMPLES]]
        if len(texts) > _MAX_EXAMPLES:
            lines.append(f"      … and {len(texts) - _MAX_EXAMPLES:,} more")
        lines.append("")
    return "\n".join(lines)


def _escape(text: str) -> str:
    """Return text from a source without meaning in Markdown."""
    plain = make_printable(text).replace("\n", " ")
    return "".join(f"\\{each}" if each in "\\`*_[]<|#" else each for each in plain)

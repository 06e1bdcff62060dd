"""Rules that name what is wrong with a plan: one file for each, listed in `RULES`."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.sql.plans.measures import measure_plan
from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules import (
    bad_estimate,
    correlated_columns,
    count_rows,
    cross_join,
    filter_after_transfer,
    filtered_cte,
    full_scan,
    function_on_column,
    hash_memory,
    join_without_index,
    large_change,
    large_offset,
    large_write,
    leading_wildcard,
    long_run,
    lookups,
    loose_index,
    many_rows,
    missing_index,
    no_statistics,
    repeated_subquery,
    round_trips,
    slow_planning,
    sort_for_limit,
    sort_spill,
    wide_rows,
)
from dsql_tui.sql.plans.rules.rule import Finding, Rule

RULES: tuple[Rule, ...] = (
    bad_estimate.RULE,
    correlated_columns.RULE,
    count_rows.RULE,
    cross_join.RULE,
    filter_after_transfer.RULE,
    filtered_cte.RULE,
    full_scan.RULE,
    function_on_column.RULE,
    hash_memory.RULE,
    join_without_index.RULE,
    large_change.RULE,
    large_offset.RULE,
    large_write.RULE,
    leading_wildcard.RULE,
    long_run.RULE,
    lookups.RULE,
    loose_index.RULE,
    many_rows.RULE,
    missing_index.RULE,
    no_statistics.RULE,
    repeated_subquery.RULE,
    round_trips.RULE,
    slow_planning.RULE,
    sort_for_limit.RULE,
    sort_spill.RULE,
    wide_rows.RULE,
)
"""Every rule; a new one is a file and an entry here."""


def find_problems(plan: Plan) -> list[Finding]:
    """Return the problems of a plan: those of the whole, then by the share of their node."""
    measures = measure_plan(plan)

    def get_share(finding: Finding) -> float:
        return measures[finding.node].share if finding.node in measures else 2.0

    return sorted(_find_all(plan), key=get_share, reverse=True)


def _find_all(plan: Plan) -> Iterator[Finding]:
    for rule in RULES:
        for finding in rule.find(plan):
            yield finding._replace(code=rule.code)

"""A change near the bytes that a transaction may write."""

from __future__ import annotations

from collections.abc import Iterator

from dsql_tui.dsql.limits import TRANSACTION_BYTES
from dsql_tui.sql.plans.node import Plan
from dsql_tui.sql.plans.rules.rule import Finding, Rule

_DPU_PER_BYTE = 4.883e-5
"""The published price of a written byte: https://aws.amazon.com/rds/aurora/dsql/pricing/."""
_NEAR = 0.75


def _find(plan: Plan) -> Iterator[Finding]:
    write = plan.get_part("Write")
    size = write.dpu / _DPU_PER_BYTE if write else 0.0
    if size >= TRANSACTION_BYTES * _NEAR:
        yield Finding(
            None,
            f"The statement writes about {size / 1024 / 1024:,.0f} MiB; a transaction may "
            "write 10 MiB.",
            "Write fewer rows in each transaction, and drop indexes that no query uses.",
        )


RULE = Rule("large-write", _find)

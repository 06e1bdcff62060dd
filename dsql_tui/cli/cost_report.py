"""The cost of the statements of `exec`, as far as the server reports it."""

from __future__ import annotations

from dsql_tui.dsql.pricing import find_price, format_dpu, format_money
from dsql_tui.results.row_stream import RowStream
from dsql_tui.sql.plans.usage import MAX_TAIL, is_plan_answer, read_usage
from dsql_tui.store.settings import read_settings


class CostReport:
    """Adds up the DPU in the plans of EXPLAIN ANALYZE VERBOSE."""

    def __init__(self, region: str) -> None:
        self._region = region
        self._price = find_price(region, read_settings()[0].dpu_prices)
        self._statements = self._measured = 0
        self._dpu = 0.0

    def note(self, stream: RowStream | None) -> str:
        """Count a statement that succeeded; return a line about its DPU, if they are known."""
        self._statements += 1
        if stream is None or not is_plan_answer([column.name for column in stream.columns]):
            return ""
        usage = read_usage(str(row[0]) for row in (stream.kept or [])[-MAX_TAIL:])
        if usage is None:
            return ""
        self._measured += 1
        self._dpu += usage.total
        parts = ", ".join(f"{part.name.lower()} {part.dpu:.5f}" for part in usage.parts)
        return f"{self._describe(usage.total)} · {parts}"

    def summarize(self) -> str:
        """Return a line about all statements."""
        unknown = self._statements - self._measured
        known = f"{self._measured} of {self._statements} statements measured"
        words = f"Cost: {self._describe(self._dpu)} · {known}" if self._measured else "Cost unknown"
        if unknown:
            words += "; Aurora DSQL reports DPU only in EXPLAIN ANALYZE VERBOSE"
        if self._measured and self._price is None:
            words += f"; no price is known for {self._region}: set dpu_prices in settings.toml"
        return f"{words}."

    def _describe(self, dpu: float) -> str:
        money = format_money(dpu, self._price)
        return f"{format_dpu(dpu)} {money} (estimate)" if money else format_dpu(dpu)

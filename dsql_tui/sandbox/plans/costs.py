"""What a statement costs, by the published formulas.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/billing-metering.html; what they leave open
(bytes for each request, time beside the plan's own) is fitted to recorded plans.
"""

from __future__ import annotations

from dataclasses import dataclass

READ = 1.83105e-6
"""DPU for each byte that is read from storage."""

WRITE = 4.883e-5
"""DPU for each byte that is written."""

LEAST_READ, LEAST_WRITE = 0.00375, 0.05
"""What a transaction pays at least, if it reads or writes at all."""

ENTRY = 128
"""Bytes that a row, or its entry in an index, counts at least."""

REQUEST = 128
"""Bytes that asking storage counts."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one statement has used; costs can be added up."""

    seconds: float = 0.0
    """Time of computing, of which one second is one DPU."""
    read: int = 0
    """Bytes."""
    written: int = 0
    """Bytes."""

    def __add__(self, other: Cost) -> Cost:
        return Cost(
            self.seconds + other.seconds, self.read + other.read, self.written + other.written
        )

    @property
    def compute_dpu(self) -> float:
        """ComputeDPU."""
        return self.seconds

    @property
    def read_dpu(self) -> float:
        """ReadDPU, without the transaction's minimum."""
        return self.read * READ

    @property
    def write_dpu(self) -> float:
        """WriteDPU, without the transaction's minimum; as much again goes to a peered cluster."""
        return self.written * WRITE

    def billed(self) -> tuple[float, float, float]:
        """ComputeDPU, ReadDPU and WriteDPU of a transaction that did this and no more."""
        return (
            self.compute_dpu,
            max(self.read_dpu, LEAST_READ) if self.read else 0.0,
            max(self.write_dpu, LEAST_WRITE) if self.written else 0.0,
        )

    def lines(self, peered: bool = False) -> list[str]:
        """The block at the end of EXPLAIN ANALYZE VERBOSE.

        The label of the fourth line, of a peered cluster, is not recorded.
        """
        parts = [
            ("Compute", self.compute_dpu, 0.0),
            ("Read", self.read_dpu, LEAST_READ),
            ("Write", self.write_dpu, LEAST_WRITE),
        ]
        if peered:
            parts.append(("MultiRegionWrite", self.write_dpu, LEAST_WRITE))
        total = sum(figure for _, figure, _ in parts)
        shown = [_line(*part) for part in parts]
        return ["Statement DPU Estimate:", *shown, f"  Total: {total:.5f} DPU"]


def _line(name: str, figure: float, least: float) -> str:
    minimum = f" (Transaction minimum: {least:.5f})" if 0 < figure < least else ""
    return f"  {name}: {figure:.5f} DPU{minimum}"

"""The cost of a statement, by the published formulas.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/billing-metering.html; what they leave open
(the bytes of a request, the time beside the plan's) is fitted to recorded plans.
"""

from __future__ import annotations

from dataclasses import dataclass

LEAST_READ, LEAST_WRITE = 0.00375, 0.05
"""The minimum of a transaction, if it reads or writes."""

READ = LEAST_READ / 2048
"""DPU for each byte read from storage."""

WRITE = LEAST_WRITE / 1024
"""DPU for each byte written."""

ENTRY = 128
"""The least bytes that a row, or its entry in an index, counts."""

REQUEST = 128
"""The bytes that a request to storage counts."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The usage of a statement; costs can be added."""

    seconds: float = 0.0
    """Seconds of computing; one second is one DPU."""
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
        """The ComputeDPU."""
        return self.seconds

    @property
    def read_dpu(self) -> float:
        """The ReadDPU, without the transaction's minimum."""
        return self.read * READ

    @property
    def write_dpu(self) -> float:
        """The WriteDPU, without the transaction's minimum; for a peered cluster, of one Region."""
        return self.written * WRITE

    def billed_dpu(self) -> tuple[float, float, float]:
        """Return ComputeDPU, ReadDPU and WriteDPU of a transaction with this usage."""
        return (
            self.compute_dpu,
            max(self.read_dpu, LEAST_READ) if self.read else 0.0,
            max(self.write_dpu, LEAST_WRITE) if self.written else 0.0,
        )

    def lines(self, peered: bool = False) -> list[str]:
        """Return the block at the end of EXPLAIN ANALYZE VERBOSE.

        The label of the fourth line, for a peered cluster, is not recorded.
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

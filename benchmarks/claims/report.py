"""The claims about rows, and those that the table contradicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Claim = Literal["done", "not done", "unknown"]

_COUNTS: dict[Claim, tuple[int, ...]] = {"done": (1,), "not done": (0,), "unknown": (0, 1)}


@dataclass
class Report:
    """The claims about each row."""

    claims: dict[int, Claim] = field(default_factory=dict)
    partly: list[tuple[Sequence[int], int, int, str]] = field(default_factory=list)
    """Rows of which a number is claimed: the rows, the least and the most, and by whom."""
    endings: Counter[str] = field(default_factory=Counter)
    """How often each command ended with each exit code, and each run of a console."""
    origins: dict[int, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def claim(self, rows: Sequence[int], claim: Claim, origin: str) -> None:
        """Record what was claimed of rows."""
        for row in rows:
            self.claims[row], self.origins[row] = claim, origin

    def claim_count(self, rows: Sequence[int], least: int, most: int, origin: str) -> None:
        """Record how many of some rows are claimed to be in the table."""
        self.partly.append((rows, least, most, origin))

    def check(self, kept: Counter[int]) -> list[str]:
        """Return a sentence for each claim that is false, and for each row that is there twice."""
        found = list(self.problems)
        for row, claim in self.claims.items():
            if kept[row] not in _COUNTS[claim]:
                found.append(
                    f"row {row} is there {kept[row]} times, claimed {claim}: {self.origins[row]}"
                )
        for rows, least, most, origin in self.partly:
            count = sum(kept[row] for row in rows)
            if not least <= count <= most:
                found.append(f"{count} of {len(rows)} rows, claimed {least} to {most}: {origin}")
            found += [f"row {row} is there twice: {origin}" for row in rows if kept[row] > 1]
        return found

    @property
    def summary(self) -> str:
        """The numbers of claims and endings."""
        counted = sum(len(rows) for rows, *_ in self.partly)
        claims = [f"{claim}: {n:,}" for claim, n in sorted(Counter(self.claims.values()).items())]
        endings = [f"{name}: {n:,}" for name, n in sorted(self.endings.items())]
        rows = f"{len(self.claims) + counted:,} rows"
        return f"{rows}; {', '.join([*claims, f'counted: {counted:,}'])}\n  {', '.join(endings)}"

"""The plans that were shown last, to compare another one with them."""

from __future__ import annotations

from typing import NamedTuple

_MAX_PLANS = 50


class NamedPlan(NamedTuple):
    """A plan with its origin."""

    title: str
    """The statement, or the file."""
    text: str


class RecentPlans:
    """The plans of a workbench, the last one first."""

    def __init__(self) -> None:
        self.all: list[NamedPlan] = []

    def add(self, plan: NamedPlan) -> None:
        """Put a plan first; the same plan is kept once."""
        self.all = [plan, *(each for each in self.all if each.text != plan.text)][:_MAX_PLANS]

    def list_others(self, plan: NamedPlan) -> list[NamedPlan]:
        """Return the plans to compare one with: those of the same statement first."""
        others = [each for each in self.all if each.text != plan.text]
        return sorted(others, key=lambda each: each.title != plan.title)

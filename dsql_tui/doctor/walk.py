"""The steps in their order; a new one is a function and an entry in `STEPS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dsql_tui.doctor import account, computer, login, network, terminal
from dsql_tui.doctor.finding import Finding, Outcome, Skipped, Trouble
from dsql_tui.doctor.patient import Patient


@dataclass(frozen=True, slots=True)
class Step:
    """Something to look at."""

    name: str
    look: Callable[[Patient], str]
    """Says what it found, or raises `Trouble` or `Skipped`."""
    needs: tuple[str, ...] = ()
    """Steps without which there is nothing to look at."""


STEPS = (
    Step("Python", computer.python),
    Step("libraries", computer.libraries),
    Step("terminal", terminal.terminal),
    Step("colours", terminal.colours, ("terminal",)),
    Step("size", terminal.size, ("terminal",)),
    Step("mouse", terminal.mouse, ("terminal",)),
    Step("clipboard", terminal.clipboard, ("terminal",)),
    Step("keys", terminal.keys, ("terminal",)),
    Step("credentials", account.credentials),
    Step("clock", account.clock, ("credentials",)),
    Step("identity", account.identity, ("credentials", "clock")),
    Step("region", account.region),
    Step("cluster", account.cluster, ("identity", "region")),
    Step("DNS", network.dns, ("region",)),
    Step("TCP", network.tcp, ("DNS",)),
    Step("TLS", network.tls, ("TCP",)),
    Step("token", login.token, ("credentials", "region")),
    Step("login", login.login, ("libraries", "identity", "cluster", "TLS", "token")),
    Step("first SELECT", login.select, ("login",)),
)


def walk(patient: Patient) -> Iterator[Finding]:
    """Take each step, and say what came of it; blocks in between."""
    ended: set[str] = set()
    """Steps that failed, or that could not be taken for one that did."""
    for step in STEPS:
        if missing := [name for name in step.needs if name in ended]:
            ended.add(step.name)
            yield Finding(step.name, Outcome.SKIPPED, f"needs {missing[0]}")
            continue
        try:
            yield Finding(step.name, Outcome.PASSED, step.look(patient))
        except Trouble as trouble:
            outcome = Outcome.NOTED if trouble.noted else Outcome.FAILED
            if not trouble.noted:
                ended.add(step.name)
            yield Finding(step.name, outcome, trouble.said, trouble.cause, trouble.remedy)
        except Skipped as skipped:
            yield Finding(step.name, Outcome.SKIPPED, str(skipped))

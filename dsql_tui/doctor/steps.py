"""The steps in order; a new one is a function and an entry in `STEPS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dsql_tui.doctor import account, computer, login, network, terminal
from dsql_tui.doctor.context import Context
from dsql_tui.doctor.finding import Finding, Outcome, StepFailed, StepSkipped


@dataclass(frozen=True, slots=True)
class Step:
    """One check."""

    name: str
    check: Callable[[Context], str]
    """Returns the result, or raises `StepFailed` or `StepSkipped`."""
    needs: tuple[str, ...] = ()
    """Steps that must pass before this one."""


STEPS = (
    Step("Python", computer.python),
    Step("libraries", computer.libraries),
    Step("environment", computer.environment),
    Step("log", computer.log),
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


def run_steps(context: Context) -> Iterator[Finding]:
    """Run each step and yield its finding; blocks in between."""
    failed: set[str] = set()
    """Steps that failed or needed one that did."""
    for step in STEPS:
        if missing := [name for name in step.needs if name in failed]:
            failed.add(step.name)
            yield Finding(step.name, Outcome.SKIPPED, f"needs {missing[0]}")
            continue
        try:
            yield Finding(step.name, Outcome.PASSED, step.check(context))
        except StepFailed as failure:
            outcome = Outcome.WARNING if failure.warning else Outcome.FAILED
            if not failure.warning:
                failed.add(step.name)
            yield Finding(step.name, outcome, failure.result, failure.cause, failure.remedy)
        except StepSkipped as skipped:
            yield Finding(step.name, Outcome.SKIPPED, str(skipped))

"""`dsql-tui doctor [TARGET]`: what is wrong, from Python to the first SELECT, step by step."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable

from dsql_tui.aws.identity import Identity
from dsql_tui.cli.options import (
    DONE,
    UNREACHED,
    Parser,
    Usage,
    add_access,
    chosen,
    usual_region,
)
from dsql_tui.doctor.finding import Finding, Outcome
from dsql_tui.doctor.patient import Patient
from dsql_tui.doctor.walk import STEPS, walk
from dsql_tui.dsql.profile import Profile
from dsql_tui.results.text import visible

_MARKS = {
    Outcome.PASSED: ("✓", "32"),
    Outcome.NOTED: ("!", "33"),
    Outcome.FAILED: ("✗", "31"),
    Outcome.SKIPPED: ("·", "2"),
}
"""A sign, and the colour it has on a terminal (SGR)."""

_NAME = max(len(step.name) for step in STEPS)


def run(arguments: list[str]) -> int:
    """Take each step and say what came of it."""
    parser = Parser(
        "dsql-tui doctor",
        description="Look at everything that a session takes, one step after another, and say "
        "what is wrong and what to do. Without a target: this computer and its AWS credentials.",
    )
    parser.add_argument("target", nargs="?", metavar="TARGET")
    add_access(parser)
    parser.add_argument("--json", action="store_true", help="for programs")
    given = parser.parse_args(arguments)
    try:
        patient = _patient(chosen(given))
    except Usage as problem:
        given.target = None
        patient = _patient(chosen(given))
        patient.wrong_target = str(problem)
    findings = walk(patient)
    failed = _as_json(findings) if given.json else _as_text(findings)
    return UNREACHED if failed else DONE


def _patient(profile: Profile) -> Patient:
    return Patient(
        Identity(profile.aws_profile),
        profile.endpoint if profile.target else None,
        profile.role,
        profile.route,
        profile.startup,
        profile.region or usual_region(),
    )


def _as_json(findings: Iterable[Finding]) -> bool:
    steps = [
        {
            "step": finding.step,
            "outcome": finding.outcome.value,
            "said": finding.said,
            "cause": finding.cause,
            "remedy": finding.remedy,
        }
        for finding in findings
    ]
    failed = any(step["outcome"] == Outcome.FAILED.value for step in steps)
    sys.stdout.write(json.dumps({"passed": not failed, "steps": steps}, indent=2) + "\n")
    return failed


def _as_text(findings: Iterable[Finding]) -> bool:
    """A line for each step as it is taken, and two more where something is wrong."""
    failed = False
    for finding in findings:
        sign, colour = _MARKS[finding.outcome]
        if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
            sign = f"\x1b[{colour}m{sign}\x1b[0m"
        lines = [f"{sign} {finding.step.ljust(_NAME)}  {visible(finding.said)}"]
        indent = " " * (_NAME + 4)
        lines += [indent + visible(text) for text in (finding.cause, finding.remedy) if text]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        failed |= finding.outcome is Outcome.FAILED
    return failed

"""`dsql-tui doctor [TARGET]`: checks from Python to the first SELECT, step by step."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable

from dsql_tui.aws.identity import Identity
from dsql_tui.cli.options import (
    DONE,
    NOT_CONNECTED,
    Parser,
    UsageError,
    add_access,
    get_default_region,
    resolve_profile,
)
from dsql_tui.cli.terminal_guard import write_control
from dsql_tui.doctor.context import Context
from dsql_tui.doctor.finding import Finding, Outcome
from dsql_tui.doctor.steps import STEPS, run_steps
from dsql_tui.dsql.profile import Profile
from dsql_tui.results.text import make_visible

_MARKS = {
    Outcome.PASSED: ("✓", "32"),
    Outcome.WARNING: ("!", "33"),
    Outcome.FAILED: ("✗", "31"),
    Outcome.SKIPPED: ("·", "2"),
}
"""A sign, and its colour on a terminal (SGR)."""

_NAME = max(len(step.name) for step in STEPS)


def run(arguments: list[str]) -> int:
    """Run each step and print its finding."""
    given = build_parser().parse_args(arguments)
    try:
        context = _make_context(resolve_profile(given))
    except UsageError as problem:
        given.target = None
        context = _make_context(resolve_profile(given))
        context.target_error = str(problem)
    findings = run_steps(context)
    failed = _print_json(findings) if given.json else _print_text(findings)
    return NOT_CONNECTED if failed else DONE


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = Parser(
        "dsql-tui doctor",
        description="Check everything that a session needs, step by step, and say what is wrong "
        "and what to do. Without a target, check this computer and its AWS credentials.",
    )
    parser.add_argument("target", nargs="?", metavar="TARGET")
    add_access(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")
    return parser


def _make_context(profile: Profile) -> Context:
    return Context(
        Identity(profile.aws_profile),
        profile.endpoint if profile.target else None,
        profile.role,
        profile.route,
        profile.startup,
        profile.region or get_default_region(),
    )


def _print_json(findings: Iterable[Finding]) -> bool:
    steps = [
        {
            "step": finding.step,
            "outcome": finding.outcome.value,
            "result": finding.result,
            "cause": finding.cause,
            "remedy": finding.remedy,
        }
        for finding in findings
    ]
    failed = any(step["outcome"] == Outcome.FAILED.value for step in steps)
    sys.stdout.write(json.dumps({"passed": not failed, "steps": steps}, indent=2) + "\n")
    return failed


def _print_text(findings: Iterable[Finding]) -> bool:
    """Print a line for each step as it ends, and two more if something is wrong."""
    failed = False
    for finding in findings:
        sign, colour = _MARKS[finding.outcome]
        coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        if coloured:
            write_control(sys.stdout, f"\x1b[{colour}m")
        sys.stdout.write(sign)
        if coloured:
            write_control(sys.stdout, "\x1b[0m")
        lines = [f" {finding.step.ljust(_NAME)}  {make_visible(finding.result)}"]
        indent = " " * (_NAME + 4)
        lines += [indent + make_visible(text) for text in (finding.cause, finding.remedy) if text]
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        failed |= finding.outcome is Outcome.FAILED
    return failed

"""psql's variables on the command line: `-v name=value`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from dsql_tui.cli.options import Parser, UsageError

NO_MANUAL_COMMIT = "AUTOCOMMIT cannot be turned off in exec. Write BEGIN and COMMIT."

Variable = tuple[str, str]
"""The name and the value of a variable."""


def add_variables(parser: Parser) -> None:
    """Add the option that sets a variable."""
    parser.add_argument(
        "-v",
        "--set",
        "--variable",
        dest="variables",
        action="append",
        type=_parse_variable,
        default=[],
        metavar="NAME=VALUE",
        help="set a variable, used as :NAME, :'NAME' (a string) or :\"NAME\" (a name); can be "
        "repeated",
    )


def set_variables(
    variables: Sequence[Variable], known: dict[str, str], change: Callable[[str, str], str]
) -> None:
    r"""Set variables as `\set` does.

    Args:
        variables: The variables to set.
        known: Takes the variables.
        change: Changes a setting that a variable such as ON_ERROR_STOP stands for; returns why
            that is not possible, or an empty text.

    Raises:
        UsageError: A variable cannot be set.
    """
    if not variables:
        return
    # Imported here, because most calls set no variable.
    from dsql_tui.execution.backslash_arguments import ArgumentError
    from dsql_tui.execution.backslash_settings import set_variable

    for name, value in variables:
        try:
            steps = list(set_variable("\\set", [name, value], known))
        except ArgumentError as error:
            raise UsageError(f"-v {name}: {error}") from None
        if problem := "".join(change(step.name, step.value) for step in steps):
            raise UsageError(f"-v {name}: {problem}")


def _refuse_manual_commit(name: str, value: str) -> str:
    return NO_MANUAL_COMMIT if (name, value) == ("manual_commit", "on") else ""


def _parse_variable(text: str) -> Variable:
    """Return a variable that the command line sets."""
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"“{text}” has no value. Write it as NAME=VALUE")
    try:
        set_variables([(name, value)], {}, _refuse_manual_commit)
    except UsageError as error:
        raise argparse.ArgumentTypeError(str(error).removeprefix(f"-v {name}: ")) from None
    return name, value

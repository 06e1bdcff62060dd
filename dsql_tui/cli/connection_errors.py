"""The message and the exit code when there is no session, or the server refuses a query."""

from __future__ import annotations

from dsql_tui.aws.errors import AwsError
from dsql_tui.cli.options import FAILED, NOT_CONNECTED, say
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError
from dsql_tui.dsql.server_errors import diagnose
from dsql_tui.events import ServerError
from dsql_tui.results.text import make_visible

CONNECTION_ERRORS = (AwsError, ConnectError, CatalogError)
"""The errors that `report_connection_error` takes."""


def report_connection_error(
    error: AwsError | ConnectError | CatalogError, refused: int = FAILED
) -> int:
    """Say why there is no session or no answer; return the exit code.

    Args:
        error: The error.
        refused: The exit code if the server refused a query of the program.
    """
    if isinstance(error, AwsError):
        return say(f"No token could be signed. {error}", NOT_CONNECTED)
    if isinstance(error, ConnectError):
        return say(describe_connect_error(error.error), NOT_CONNECTED)
    text = make_visible(error.error.message)
    return say(text, NOT_CONNECTED if error.error.lost else refused)


def describe_connect_error(error: ServerError) -> str:
    """Return the server's words, the facts to compare, and the meaning, safe to display."""
    hint = f". {error.hint}" if error.hint else ""
    lines = [make_visible(f"{error.message.rstrip('.') if hint else error.message}{hint}")]
    lines += [make_visible(f"{name:<14}{fact}") for name, fact in error.facts]
    if known := diagnose(error):
        lines.append(f"{known.cause} {known.remedy}")
    return "\n".join(lines)

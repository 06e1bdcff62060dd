"""The errors that end a migration or a run of scripts, as text."""

from __future__ import annotations

from dsql_tui.applying.errors import ApplyError, JobFailed, OutcomeUnknown, StepFailed
from dsql_tui.aws.errors import AwsError
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.session import ConnectError
from dsql_tui.dsql.server_errors import diagnose
from dsql_tui.events import ServerError
from dsql_tui.execution.source import ScriptFileError
from dsql_tui.migrating.state import StateError
from dsql_tui.migrating.step_runner import MigrationStopped
from dsql_tui.sql.migration_files.script import ScriptError

RUN_ERRORS = (
    ApplyError,
    AwsError,
    CatalogError,
    ConnectError,
    MigrationStopped,
    OSError,
    ScriptError,
    ScriptFileError,
    StateError,
    ValueError,
)
"""The errors that end a run; their messages are for the user."""


def describe_run_error(error: Exception) -> str:
    """Return what happened, the server's message, and what it means."""
    if isinstance(error, AwsError):
        return f"No token could be signed. {error}"
    if isinstance(error, MigrationStopped) and error.error is None:
        return str(error)
    if isinstance(error, CatalogError | ConnectError | MigrationStopped):
        assert error.error is not None
        return _describe_server_error(error.error)
    if isinstance(error, StepFailed) and error.outcome.error:
        code = error.outcome.error.sqlstate
        meaning = f"\n{error.outcome.meaning}" if error.outcome.meaning else ""
        return f"{f'{code}: ' if code else ''}{str(error).rstrip('.')}.{meaning}"
    if isinstance(error, JobFailed) and error.failure:
        query = " ".join(error.failure.query.split())
        return f"{error}\n{error.failure.explanation}\n{query}\n{error.failure.removal}"
    if isinstance(error, OutcomeUnknown) and error.check:
        return f"{error}\nTo find out: {error.check}"
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror or error}."
    return str(error)


def _describe_server_error(error: ServerError) -> str:
    code = f"{error.sqlstate}: " if error.sqlstate else ""
    known = diagnose(error)
    meaning = f"\n{known.cause} {known.remedy}" if known else ""
    return f"{code}{error.message.rstrip('.')}.{meaning}"

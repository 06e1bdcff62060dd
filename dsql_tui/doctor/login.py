"""Checks of the token, the login and the first SELECT."""

from __future__ import annotations

from time import monotonic

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.tokens import sign
from dsql_tui.db.queries import CatalogError, fetch_rows, fetch_value
from dsql_tui.db.session import ConnectError, Session
from dsql_tui.doctor.context import Context
from dsql_tui.doctor.finding import StepFailed
from dsql_tui.dsql.clock import format_duration
from dsql_tui.dsql.role import get_action
from dsql_tui.dsql.server_errors import diagnose
from dsql_tui.events import ServerError

_HUNG_UP = ("unexpected eof", "closed the connection unexpectedly", "Connection reset")
"""Texts of libpq and OpenSSL."""


def token(context: Context) -> str:
    """Sign a token."""
    try:
        signed = sign(context.identity, context.target(), context.role, context.route.expires_in)
    except AwsError as error:
        raise StepFailed(
            str(error), "No token could be signed.", "Check the credentials."
        ) from None
    context.token = signed
    return f"dsql:{get_action(context.role)} for {context.role}, valid for {signed.expires_in} s"


def login(context: Context) -> str:
    """Open a session with the token."""
    endpoint = context.target()
    assert context.token is not None
    began = monotonic()
    try:
        context.session = Session.open(endpoint, context.role, context.token, context.route)
    except ConnectError as failure:
        if any(words in failure.error.message for words in _HUNG_UP):
            raise StepFailed(
                failure.error.message,
                "The server closed the link after the TLS handshake: it is not Aurora DSQL, or a "
                "proxy on the way closes unknown protocols.",
                "Check where --hostaddr and --port lead.",
            ) from None
        raise _describe_error(failure.error) from None
    return f"as {context.role}, in {format_duration(monotonic() - began)}"


def select(context: Context) -> str:
    """Run the profile's statements and a SELECT."""
    context.target()
    assert context.session is not None
    began = monotonic()
    try:
        for statement in context.startup:
            fetch_rows(context.session.run(statement))
        version = fetch_value(context.session.run("select version()"))
    except CatalogError as failure:
        raise _describe_error(failure.error) from None
    finally:
        context.session.close()
    return f"{version}, in {format_duration(monotonic() - began)}"


def _describe_error(error: ServerError) -> StepFailed:
    result = ". ".join(filter(None, (error.message.rstrip("."), error.hint)))
    if found := diagnose(error):
        return StepFailed(result, found.cause, found.remedy)
    return StepFailed(
        result,
        "The server refused the session for an unknown reason.",
        "Compare role, identity and region with the cluster's ARN.",
    )

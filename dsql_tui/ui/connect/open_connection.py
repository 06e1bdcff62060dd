"""Open the first session on a cluster, or explain why that failed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from textual.app import App

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.identity import Identity
from dsql_tui.db.queries import CatalogError
from dsql_tui.db.roles import read_role_mappings
from dsql_tui.db.session import ConnectError, Session
from dsql_tui.dsql.profile import Profile
from dsql_tui.dsql.role import ADMIN, get_action
from dsql_tui.dsql.server_errors import diagnose
from dsql_tui.execution.open_session import open_session
from dsql_tui.execution.threads import in_thread
from dsql_tui.opening import Access
from dsql_tui.store.edit_file import FileError
from dsql_tui.store.roles import remember_mappings, remember_role
from dsql_tui.ui.dialogs.confirm import ConfirmDialog
from dsql_tui.ui.terminal.sign_in import describe_aws_error

_UNVERIFIED = (
    "This PrivateLink name serves every cluster of the region, and its certificate is for\n"
    "another name, so the certificate cannot be verified in full. Connect with sslmode require?"
)


async def confirm_sslmode(app: App[Any], profile: Profile) -> Profile | None:
    """Return the profile, with `require` if the user accepts that, or `None`.

    Only a PrivateLink name without private DNS is asked about.

    Raises:
        ValueError: The profile names no cluster; the text is a sentence for the user.
    """
    if not profile.endpoint.via or profile.sslmode == "require":
        return profile
    accepted = await app.push_screen_wait(ConfirmDialog(_UNVERIFIED))
    return replace(profile, sslmode="require") if accepted else None


async def open_connection(
    app: App[Any],
    profile: Profile,
    title: str,
    identity_for: Callable[[str | None], Identity],
    say: Callable[..., object],
) -> tuple[Access, Session] | None:
    """Open a session for a profile, retrying while the cluster wakes up.

    Args:
        app: Asks the user.
        profile: The target and the database role.
        title: The name of the connection; the identifier of the cluster if it is empty.
        identity_for: Returns the identity for the name of an AWS profile.
        say: Shows each step, and with `error` what failed; empty at the end.

    Returns:
        The session and what it was opened with; `None` if there is none.
    """
    try:
        if not (confirmed := await confirm_sslmode(app, profile)):
            return None
        access = Access.from_profile(confirmed, identity_for(confirmed.aws_profile))
    except ValueError as error:
        say(str(error), error=True)
        return None
    say(f"Opening a session on {title or access.endpoint.identifier} as {access.role}.")
    try:
        session = await open_session(access, lambda text: say(f"{text} Escape stops waiting."))
    except AwsError as error:
        say(f"No token could be signed. {describe_aws_error(error)}", error=True)
        return None
    except ConnectError as error:
        say(_explain(access, error), error=True)
        return None
    await in_thread(lambda: _save_roles(access, session))
    say("")
    return access, session


def _explain(access: Access, failure: ConnectError) -> str:
    error = failure.error
    diagnosis = diagnose(error)
    lines = [error.message, error.hint, diagnosis and diagnosis.cause]
    lines.append(diagnosis and diagnosis.remedy)
    facts = [f"{name:<14}{value}" for name, value in error.facts]
    role = access.role
    lines += facts or [f"role {role} · dsql:{get_action(role)} · {access.endpoint.host}"]
    return "\n".join(line for line in lines if line)


def _save_roles(access: Access, session: Session) -> None:
    """Save the role, and as admin all roles of the cluster, for the next choice."""
    host = access.endpoint.host
    with contextlib.suppress(FileError):
        remember_role(host, access.role)
        if access.role == ADMIN:
            with contextlib.suppress(CatalogError):
                remember_mappings(host, read_role_mappings(session))

"""Signing in to AWS again, for profiles that a browser signs in to."""

from __future__ import annotations

from typing import Any

from textual.app import App, SuspendNotSupported

from dsql_tui.aws.caller import describe_credentials
from dsql_tui.aws.errors import AwsError, MfaError, SignInExpired
from dsql_tui.aws.identity import Identity
from dsql_tui.aws.profile_chain import sign_in_command
from dsql_tui.execution.threads import in_thread
from dsql_tui.ui.terminal.suspend import CommandNotRun, run_in_terminal


def describe_aws_error(error: Exception, text: str = "") -> str:
    """Return the error's text, or `text`, and the key that renews an expired sign-in."""
    hint = ""
    if isinstance(error, SignInExpired):
        hint = " Press Ctrl+O W to sign in again."
    elif isinstance(error, MfaError):
        hint = " Press Ctrl+O W to enter it."
    return f"{text or error}{hint}"


async def sign_in_again(app: App[Any], identity: Identity, look_up: bool = True) -> bool:
    """Run the command that signs in, in the terminal, and notify the user of the result.

    Args:
        app: Suspended for the command.
        identity: The identity whose profile signs in.
        look_up: True to look credentials up again if the profile does not sign in; a role may
            then ask for another MFA code.

    Returns:
        Whether there are new credentials.
    """
    command = await in_thread(lambda: sign_in_command(identity))
    if not command:
        return await _look_up_again(app, identity) if look_up else True
    try:
        code = run_in_terminal(app, command)
    except (CommandNotRun, SuspendNotSupported) as error:
        app.notify(str(error), severity="error", markup=False)
        return False
    await in_thread(identity.reload_credentials)
    if code:
        text = f"{' '.join(command)} failed with exit code {code}."
        app.notify(text, severity="error", markup=False)
    else:
        app.notify("Signed in again. The next session uses the new credentials.")
    return code == 0


async def _look_up_again(app: App[Any], identity: Identity) -> bool:
    """Look credentials up again, and notify the user of the result."""
    try:
        await in_thread(identity.reload_credentials)
        found = await in_thread(lambda: describe_credentials(identity))
    except AwsError as error:
        app.notify(describe_aws_error(error), severity="error", markup=False)
        return False
    if found is None:
        app.notify("There are no AWS credentials.", severity="error", markup=False)
        return False
    text = f"Credentials looked up again: {found}. The next session uses them."
    app.notify(text, markup=False)
    return True

"""Signing in to AWS again, for profiles that a browser signs in to."""

from __future__ import annotations

from typing import Any

from textual.app import App, SuspendNotSupported

from dsql_tui.aws.errors import SignInExpired
from dsql_tui.aws.identity import Identity
from dsql_tui.aws.profile_chain import sign_in_command
from dsql_tui.execution.threads import in_thread
from dsql_tui.ui.terminal.suspend import CommandNotRun, run_in_terminal


def describe_aws_error(error: Exception, text: str = "") -> str:
    """Return the error's text, or `text`, and the key that renews an expired sign-in."""
    hint = " Press Ctrl+O W to sign in again." if isinstance(error, SignInExpired) else ""
    return f"{text or error}{hint}"


async def sign_in_again(app: App[Any], identity: Identity) -> bool:
    """Run the command that signs in, in the terminal, and notify the user of the result.

    Returns:
        Whether the sign-in succeeded.
    """
    command = await in_thread(lambda: sign_in_command(identity))
    if not command:
        text = "This AWS profile does not sign in: its credentials come from elsewhere."
        app.notify(text, severity="warning", markup=False)
        return False
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

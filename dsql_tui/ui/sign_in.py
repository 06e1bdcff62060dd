"""Signing in to AWS again, where the profile is one that a browser signs in to."""

from __future__ import annotations

from typing import Any

from textual.app import SuspendNotSupported
from textual.screen import Screen

from dsql_tui.aws.identity import Identity, SignInEnded, sign_in_command
from dsql_tui.ui.handover import NotHandedOver, handed_over
from dsql_tui.ui.threads import in_thread


def with_key(error: Exception, said: str = "") -> str:
    """What an error says, in its own words or `said`; and which key renews a sign-in."""
    key = " Ctrl+O W runs it." if isinstance(error, SignInEnded) else ""
    return f"{said or error}{key}"


async def signed_in(screen: Screen[Any], identity: Identity) -> bool:
    """Hand the terminal over to the command that signs in; was that done? Says what came of it."""
    command = await in_thread(lambda: sign_in_command(identity))
    if not command:
        words = "This AWS profile has no sign-in: its credentials come from elsewhere."
        screen.notify(words, severity="warning", markup=False)
        return False
    try:
        code = handed_over(screen.app, command)
    except (NotHandedOver, SuspendNotSupported) as error:
        screen.notify(str(error), severity="error", markup=False)
        return False
    await in_thread(identity.look_again)
    if code:
        screen.notify(f"{' '.join(command)} ended with {code}.", severity="error", markup=False)
    else:
        screen.notify("Signed in again: the next session uses the new credentials.")
    return code == 0

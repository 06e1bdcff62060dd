"""Choosing the AWS identity, and asking for its MFA code."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from textual.app import App

from dsql_tui.aws.errors import MfaError
from dsql_tui.aws.identity import Identity
from dsql_tui.aws.profiles import describe_default, list_profiles
from dsql_tui.execution.threads import in_thread
from dsql_tui.ui.dialogs.ask import AskDialog
from dsql_tui.ui.dialogs.choice import ChoiceDialog, Option


def make_identity(app: App[Any], aws_profile: str | None) -> Identity:
    """Return an identity that asks for an MFA code on the screen."""

    async def ask_on_screen(prompt: str) -> str:
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        app.push_screen(AskDialog(prompt, hidden=True), answer.set_result)
        if code := await answer:
            return code
        raise MfaError("No MFA code was given.")

    def ask(prompt: str) -> str:
        """Wait for the code, in the thread that looks up credentials."""
        callback: Callable[[str], str | Coroutine[Any, Any, str]] = ask_on_screen
        return app.call_from_thread(callback, prompt)

    return Identity(aws_profile, ask)


async def choose_identity(app: App[Any], current: str | None) -> str | None:
    """Return the AWS profile that the user chooses, "" for the default, `None` to keep `current`.

    Raises:
        AwsError: The AWS configuration files cannot be read.
    """
    found = await in_thread(list_profiles)
    options = [Option("", "default AWS credentials", describe_default())]
    options += [Option(profile.name, profile.name, profile.how) for profile in found]
    return await app.push_screen_wait(ChoiceDialog("AWS identity", options, current or ""))

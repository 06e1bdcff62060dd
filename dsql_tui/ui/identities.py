"""By whose credentials AWS is asked: chosen, and asked for an MFA code where they need one."""

from __future__ import annotations

import asyncio
from typing import Any

from textual.app import App

from dsql_tui.aws.identity import AwsError, Identity
from dsql_tui.aws.profiles import aws_profiles, without_a_profile
from dsql_tui.ui.screens.ask import Ask
from dsql_tui.ui.screens.choice import Choice, Option
from dsql_tui.ui.threads import in_thread


def identity_of(app: App[Any], aws_profile: str | None) -> Identity:
    """An identity that asks for an MFA code on the screen."""

    loop = asyncio.get_running_loop()

    async def asked(prompt: str) -> str:
        answer: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        app.push_screen(Ask(prompt, hidden=True), answer.set_result)
        if code := await answer:
            return code
        raise AwsError("No MFA code was given.")

    def ask(prompt: str) -> str:
        """Called in the thread that looks for credentials."""
        return asyncio.run_coroutine_threadsafe(asked(prompt), loop).result()

    return Identity(aws_profile, ask)


async def chosen_identity(app: App[Any], now: str | None) -> str | None:
    """The AWS profile that the user chooses, empty for none; `None` where they choose nothing.

    Raises:
        AwsError: the files that name them cannot be read.
    """
    found = await in_thread(aws_profiles)
    options = [Option("", "as boto3 finds it", without_a_profile())]
    options += [Option(profile.name, profile.name, profile.how) for profile in found]
    return await app.push_screen_wait(Choice("AWS identity", options, now or ""))

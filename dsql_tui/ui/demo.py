"""The sandbox in the place of AWS."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.app import App

from dsql_tui.dsql.profile import Profile
from dsql_tui.ui.threads import in_thread

if TYPE_CHECKING:
    from dsql_tui.sandbox.process import SandboxProcess
    from dsql_tui.sandbox.ready import Ready


async def sandbox_ready(app: App[Any], sandbox: SandboxProcess) -> Ready | None:
    """How the sandbox is reached, once it is there; without it the program ends."""
    # Lazily, because only the demo has one.
    from dsql_tui.sandbox.process import SandboxFailed

    try:
        return await in_thread(sandbox.wait)
    except SandboxFailed as failure:
        app.give_up(str(failure))  # type: ignore[attr-defined]
        return None


def turned_to(ready: Ready, connection: Profile) -> Profile:
    """The connection, to the sandbox; whatever AWS settings this process has are replaced."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(ready.env)
    return replace(
        connection,
        aws_profile=None,
        hostaddr=ready.hostaddr,
        port=ready.port,
        sslrootcert=ready.sslrootcert,
    )

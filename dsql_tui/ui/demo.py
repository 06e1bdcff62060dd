"""The sandbox in the place of AWS."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from dsql_tui.ui.threads import in_thread

if TYPE_CHECKING:
    from dsql_tui.sandbox.process import SandboxProcess
    from dsql_tui.ui.screens.picker import Picker


async def entered_sandbox(picker: Picker, sandbox: SandboxProcess) -> bool:
    """Turn to the sandbox, once it is ready; without it the program ends.

    Whatever AWS settings this process has are replaced.
    """
    # Lazily, because only the demo has one.
    from dsql_tui.sandbox.process import SandboxFailed

    picker.say("Starting the sandbox: PostgreSQL, gateway, control plane.")
    try:
        ready = await in_thread(sandbox.wait)
    except SandboxFailed as failure:
        picker.app.give_up(str(failure))  # type: ignore[attr-defined]
        return False
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(ready.env)
    picker.connection = replace(
        picker.connection,
        aws_profile=None,
        hostaddr=ready.hostaddr,
        port=ready.port,
        sslrootcert=ready.sslrootcert,
    )
    assert picker.list is not None
    picker.list.table.preferred = ready.clusters[0].identifier
    return True

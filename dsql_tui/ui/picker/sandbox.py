"""Use the sandbox in place of AWS."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import NamedTuple

from dsql_tui.dsql.profile import Profile
from dsql_tui.execution.threads import in_thread
from dsql_tui.sandbox.process import SandboxFailed, SandboxProcess

__all__ = ["SandboxConnection", "SandboxFailed", "await_sandbox"]


class SandboxConnection(NamedTuple):
    """How the picker connects to the sandbox."""

    connection: Profile
    cluster: str
    """The identifier of the cluster to choose first."""


async def await_sandbox(sandbox: SandboxProcess, connection: Profile) -> SandboxConnection:
    """Wait until the sandbox is ready, and direct this process and `connection` to it.

    Replaces every AWS setting in the environment of this process.

    Raises:
        SandboxFailed: The sandbox did not start; the text is a sentence for the user.
    """
    ready = await in_thread(sandbox.wait)
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    os.environ.update(ready.env)
    connection = replace(
        connection,
        aws_profile=None,
        hostaddr=ready.hostaddr,
        port=ready.port,
        sslrootcert=ready.sslrootcert,
    )
    return SandboxConnection(connection, ready.clusters[0].identifier)

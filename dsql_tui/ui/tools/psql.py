"""psql, or `$PGCLIENT`: the terminal is handed over to it, with a fresh token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from dsql_tui.aws.identity import AwsError
from dsql_tui.ui.connecting import client, client_environment
from dsql_tui.ui.guard import handing_over
from dsql_tui.ui.handover import NotHandedOver, handed_over
from dsql_tui.ui.sign_in import with_key
from dsql_tui.ui.threads import in_thread
from dsql_tui.ui.tools.tool import Tool

if TYPE_CHECKING:
    from dsql_tui.ui.screens.workbench import Workbench


def _use(bench: Workbench) -> None:
    bench.run_worker(_hand_over(bench), group="psql", exclusive=True)


async def _hand_over(bench: Workbench) -> None:
    try:
        command = client()
        if not await handing_over(bench.app, bench.access, bench.shared.title, command[0]):
            return
        environment = await in_thread(lambda: client_environment(bench.access))
        code = handed_over(bench.app, command, environment)
    except AwsError as error:
        bench.notify(f"No token could be signed. {with_key(error)}", severity="error", markup=False)
    except (NotHandedOver, SuspendNotSupported, ValueError) as error:
        words = f"{error} $PGCLIENT names another client than psql."
        bench.notify(words, severity="error", markup=False)
    else:
        if code:
            words = f"{command[0]} ended with {code}."
            bench.notify(words, severity="warning", markup=False)


PSQL = Tool(
    "psql",
    "!",
    "psql, and back",
    "cluster",
    "Hand the terminal over to psql or $PGCLIENT, with a fresh token.",
    _use,
)

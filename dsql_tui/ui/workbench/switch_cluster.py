"""Switch a workbench to another cluster, with the texts and settings of its consoles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from dsql_tui.aws.identity import Identity
from dsql_tui.db.session import Session
from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.profile import Profile
from dsql_tui.execution.threads import in_thread
from dsql_tui.opening import Access
from dsql_tui.results.text import make_visible
from dsql_tui.store.profiles import read_profiles
from dsql_tui.ui.connect.connect_dialog import ConnectDialog
from dsql_tui.ui.workbench.console_state import ClusterSwitch, read_states

if TYPE_CHECKING:
    from dsql_tui.ui.workbench.tools.tool import Workbench


async def switch_cluster(
    bench: Workbench, endpoint: Endpoint, title: str, peer: bool = False
) -> None:
    """Open a session on another cluster, ask what leaving asks, and go there. In a worker.

    If no session can be opened, or the user stays, nothing has changed.

    Args:
        bench: The workbench to leave.
        endpoint: The endpoint of the other cluster.
        title: The name of the other cluster.
        peer: True if it is the same database in another region.
    """
    access = bench.access
    if endpoint.host == access.endpoint.host:
        words = f"This workbench is connected to {title} already."
        bench.app.notify(make_visible(words), markup=False)
        return
    profile = find_profile(access, endpoint, (await in_thread(read_profiles)).all, peer)
    same = profile.aws_profile == access.identity.profile
    identity = access.identity if same else Identity(profile.aws_profile)
    dialog = ConnectDialog(profile, title, identity)
    if not (opened := await bench.app.push_screen_wait(dialog)):
        return
    moved = False
    try:
        if moved := await bench.may_leave():
            consoles = bench.consoles
            states = read_states(consoles.all, consoles.current)
            consoles.moved = True
            bench.dismiss(ClusterSwitch(*opened, profile.name or title, states))
    finally:
        if not moved:
            await in_thread(partial(Session.close, opened.session))


def find_profile(
    access: Access, endpoint: Endpoint, saved: Sequence[Profile], peer: bool
) -> Profile:
    """Return the profile to connect to another cluster with, in the role of `access`.

    A saved profile of that cluster is preferred. A peer is the same database, so it has the
    environment, the read-only mode and the statements of this one.
    """
    here = access.to_profile("")
    own = replace(here, target=endpoint.host, environment=None, read_only=False, statements=())
    place = endpoint.identifier, endpoint.region
    matching = [each for each in saved if (each.endpoint.identifier, each.endpoint.region) == place]
    found = replace(matching[0], role=access.role) if matching else own
    if not peer:
        return found
    return replace(
        found,
        environment=found.environment or here.environment,
        read_only=found.read_only or here.read_only,
        statements=found.statements or here.statements,
    )

"""What the picker is to connect to: what is typed, if it names a cluster, else the chosen line."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from dsql_tui.dsql.cluster import CONNECTABLE
from dsql_tui.dsql.endpoint import Endpoint, parse_target
from dsql_tui.dsql.profile import Profile
from dsql_tui.ui.listing import Line


def typed(text: str, region: str | None) -> Endpoint | None:
    """The cluster that is typed in full; an identifier may have its region behind it.

    `region` is the one for an identifier that has none.
    """
    with contextlib.suppress(ValueError):
        return _parsed(text, region)
    return None


def wanted(
    text: str, region: str | None, line: Line | None, connection: Profile, role: str
) -> tuple[Profile, str]:
    """The connection that is wanted, and its title; empty where it has none.

    `connection` is what holds of any cluster that is not a saved profile.

    Raises:
        ValueError: nothing that could be connected to; with a sentence for the user.
    """
    if endpoint := typed(text, region):
        target = text.split()[0]
        return replace(connection, target=target, region=endpoint.region, role=role), ""
    if line is None:
        if text.strip():
            _parsed(text, region)
        raise ValueError("There is no cluster to connect to yet: wait, or type an endpoint.")
    status = line.cluster.status if line.cluster and not line.stale else ""
    if status and status not in CONNECTABLE:
        raise ValueError(f"{line.title} is {status}: it takes no sessions.")
    if line.profile:
        return replace(line.profile, role=role), line.title
    return replace(connection, target=line.endpoint.host, role=role), line.title


def _parsed(text: str, region: str | None) -> Endpoint:
    target, _, behind = text.strip().partition(" ")
    if behind:
        return parse_target(target, behind.strip())
    try:
        return parse_target(target, None, region)
    except ValueError as error:
        if "needs its region" in str(error):
            raise ValueError(f"Cluster {target} needs its region: type it after a space.") from None
        raise

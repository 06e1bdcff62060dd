"""The target of the picker: the cluster that is typed, or the line at the cursor."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from dsql_tui.dsql.cluster import CONNECTABLE
from dsql_tui.dsql.endpoint import Endpoint, is_identifier, parse_target
from dsql_tui.dsql.profile import Profile
from dsql_tui.dsql.role import RoleOffer
from dsql_tui.dsql.target_url import read_target

if TYPE_CHECKING:
    from dsql_tui.ui.clusters.listing import Line


def parse_input(text: str, region: str | None) -> Endpoint | None:
    """Return the endpoint that is typed in full, or `None`.

    An identifier may be followed by its region; `region` is the default.
    """
    with contextlib.suppress(ValueError):
        return _parse(text, region)
    return None


def find_own_role(text: str, line: Line | None) -> RoleOffer | None:
    """Return the role of the URL that is typed, or else of the saved profile at the cursor."""
    with contextlib.suppress(ValueError):
        if role := read_target(text.strip()).role:
            return RoleOffer(role, "of this URL")
    return RoleOffer(line.profile.role, "of this profile") if line and line.profile else None


def resolve_target(
    text: str, region: str | None, line: Line | None, connection: Profile, role: str, pending: bool
) -> tuple[Profile, str]:
    """Return the profile to connect with, and its title, which may be empty.

    Args:
        text: What is typed.
        region: The default region of an identifier.
        line: The line at the cursor.
        connection: The settings for clusters that are not saved profiles.
        role: The database role.
        pending: True if clusters may still be listed.

    Raises:
        ValueError: There is no cluster to connect to; the text is a sentence for the user.
    """
    if endpoint := parse_input(text, region):
        target = read_target(text.split()[0]).target
        return replace(connection, target=target, region=endpoint.region, role=role), ""
    if line is None:
        if pending and text.strip() and not is_identifier(text.strip()):
            raise ValueError(f"No cluster matches “{text}” yet: some regions have not answered.")
        if text.strip():
            _parse(text, region)
        raise ValueError("There is no cluster to connect to yet. Wait, or type an endpoint.")
    status = line.cluster.status if line.cluster and not line.stale else ""
    if status and status not in CONNECTABLE:
        raise ValueError(f"{line.title} is {status} and accepts no sessions.")
    if line.profile:
        return replace(line.profile, role=role), line.title
    return replace(connection, target=line.endpoint.host, role=role), line.title


def _parse(text: str, region: str | None) -> Endpoint:
    target, _, typed_region = text.strip().partition(" ")
    target = read_target(target).target
    if typed_region:
        return parse_target(target, typed_region.strip())
    if is_identifier(target) and region is None:
        raise ValueError(f"Cluster {target} needs its region: type it after a space.")
    return parse_target(target, None, region)

"""The endpoints that the user has connected to before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone
from functools import partial
from typing import TYPE_CHECKING

from dsql_tui.dsql.endpoint import Endpoint, parse_host
from dsql_tui.execution.threads import in_thread

if TYPE_CHECKING:
    from dsql_tui.ui.clusters.cluster_list import ClusterList

_MAX_RECENT = 10


async def show_recent(shown: ClusterList, hosts: Iterable[str]) -> None:
    """Add endpoints used before to a list, which shows them when it is drawn again."""
    shown.listing.recent = await in_thread(partial(_find_recent, hosts))


def _find_recent(hosts: Iterable[str]) -> tuple[Endpoint, ...]:
    """Return the endpoints of hosts, the last used first, without the demo's clusters.

    The demo remembers its roles in the same file. Its sample clusters always have the same names.
    """
    # Imported here, because the picker's first frame does without it.
    from dsql_tui.sandbox.control.sample_clusters import create_samples

    samples = create_samples(datetime.now(timezone.utc))
    ours = {record.cluster.endpoint.host for record in samples}
    found = [parse_host(host) for host in hosts if host not in ours]
    return tuple(endpoint for endpoint in found if endpoint)[:_MAX_RECENT]

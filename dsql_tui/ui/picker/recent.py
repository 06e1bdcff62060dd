"""The endpoints that the user has connected to before."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone

from dsql_tui.dsql.endpoint import Endpoint, parse_host

_MAX_RECENT = 10


def find_recent(hosts: Iterable[str]) -> tuple[Endpoint, ...]:
    """Return the endpoints of hosts, the last used first, without the demo's clusters.

    The demo remembers its roles in the same file. Its sample clusters always have the same names.
    """
    # Imported here, because the picker's first frame does without it.
    from dsql_tui.sandbox.control.sample_clusters import create_samples

    samples = create_samples(datetime.now(timezone.utc))
    ours = {record.cluster.endpoint.host for record in samples}
    found = [parse_host(host) for host in hosts if host not in ours]
    return tuple(endpoint for endpoint in found if endpoint)[:_MAX_RECENT]

"""Metrics that must be sampled: the number of sessions, and the size of the storage."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import psycopg

from dsql_tui.sandbox.gateway.connection_limits import ConnectionLimits
from dsql_tui.sandbox.gateway.gateway import SESSIONS_METRIC
from dsql_tui.sandbox.state.clusters import Registry
from dsql_tui.sandbox.state.metrics import Metrics
from dsql_tui.sandbox.store import superuser
from dsql_tui.sandbox.store.stores import Stores

INTERVAL = 30.0
"""Seconds between two samples."""

_SIZE = """
    SELECT coalesce(sum(pg_total_relation_size(pg_class.oid)), 0)::float8
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema', 'sys')
        AND nspname NOT LIKE 'pg\\_%'
"""


async def sample(
    registry: Registry,
    stores: Stores,
    limits: ConnectionLimits,
    metrics: Metrics,
    interval: float = INTERVAL,
) -> None:
    """Sample the clusters that have sessions, again and again; others send no metrics."""
    while True:
        await asyncio.sleep(interval)
        for record in registry.all():
            host = record.cluster.endpoint.host
            if sessions := limits.count_open(host):
                metrics.add(host, SESSIONS_METRIC, float(sessions))
                if socket := stores.running(record.store):
                    with suppress(psycopg.Error):
                        metrics.add(host, "ClusterStorageSize", await _size(socket))


async def _size(socket: Path) -> float:
    """Return the bytes of a store's tables and indexes."""
    session = await psycopg.AsyncConnection.connect(**superuser.parameters(socket))
    async with session:
        answer = await (await session.execute(_SIZE)).fetchone()
    return float(answer[0]) if answer else 0.0

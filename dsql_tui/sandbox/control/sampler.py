"""What has to be looked at from time to time, since nothing tells of it: sessions, and storage."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import psycopg

from dsql_tui.sandbox.gateway.gateway import SESSIONS_METRIC
from dsql_tui.sandbox.gateway.turnstile import Turnstile
from dsql_tui.sandbox.store.postgres import PORT, SUPERUSER
from dsql_tui.sandbox.store.stores import Stores
from dsql_tui.sandbox.world.clusters import Registry
from dsql_tui.sandbox.world.meters import Meters

EVERY = 30.0
"""Seconds."""

_SIZE = """
    SELECT coalesce(sum(pg_total_relation_size(pg_class.oid)), 0)::float8
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema', 'sys')
        AND nspname NOT LIKE 'pg\\_%'
"""


async def sample(
    registry: Registry, stores: Stores, turnstile: Turnstile, meters: Meters, every: float = EVERY
) -> None:
    """Look again and again at the clusters that somebody uses; the others send nothing."""
    while True:
        await asyncio.sleep(every)
        for place in registry.all():
            host = place.cluster.endpoint.host
            if sessions := turnstile.open(host):
                meters.add(host, SESSIONS_METRIC, float(sessions))
                if socket := stores.running(place.store):
                    with suppress(psycopg.Error):
                        meters.add(host, "ClusterStorageSize", await _size(socket))


async def _size(socket: Path) -> float:
    """Bytes that the tables of a store take with their indexes."""
    session = await psycopg.AsyncConnection.connect(
        host=str(socket.parent), port=PORT, user=SUPERUSER, dbname="postgres", autocommit=True
    )
    async with session:
        answer = await (await session.execute(_SIZE)).fetchone()
    return float(answer[0]) if answer else 0.0

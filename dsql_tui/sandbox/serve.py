"""The sandbox process: gateway, control plane and stores, from start to end."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import socket
import stat
import sys
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime, timezone
from functools import partial
from pathlib import Path

from dsql_tui.dsql import limits
from dsql_tui.dsql.regions import REGIONS
from dsql_tui.dsql.releases import NEWEST
from dsql_tui.sandbox import busy_loop
from dsql_tui.sandbox.announcement import build_environment, describe_cluster, format_text
from dsql_tui.sandbox.control import saved_clusters
from dsql_tui.sandbox.control.http_server import ControlPlane
from dsql_tui.sandbox.control.metrics_sampler import INTERVAL, sample
from dsql_tui.sandbox.control.sample_clusters import create_samples, merge_samples
from dsql_tui.sandbox.control.stream_delivery import StreamDelivery
from dsql_tui.sandbox.control.switches import Switches
from dsql_tui.sandbox.gateway import certificates
from dsql_tui.sandbox.gateway.connection_limits import ConnectionLimits, Quotas
from dsql_tui.sandbox.gateway.gateway import Gateway
from dsql_tui.sandbox.ready import Ready, to_line
from dsql_tui.sandbox.session.relay import TimeLimit
from dsql_tui.sandbox.start_errors import InvalidOption, PostgresFailed
from dsql_tui.sandbox.state import clusters
from dsql_tui.sandbox.state.clusters import ClusterRecord, Registry
from dsql_tui.sandbox.state.faults import Faults
from dsql_tui.sandbox.state.identities import DEVELOPER, EVERYBODY, IDENTITIES
from dsql_tui.sandbox.state.metrics import Metrics
from dsql_tui.sandbox.store import binaries, data_folder, leave_root
from dsql_tui.sandbox.store.child_process import FolderRemover
from dsql_tui.sandbox.store.jobs import JobTimes
from dsql_tui.sandbox.store.stores import Stores

DONE, USAGE, NO_SERVER, INTERRUPTED = 0, 2, 3, 130
"""Exit codes."""

ADDRESS = "127.0.0.1"

FAST_QUOTAS = Quotas(rate=10_000, burst=10_000)
"""More openings than a cluster takes, because tests open and close as fast as they can."""


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a sandbox."""

    port: int = 0
    """The port of the gateway; 0 for any free port."""
    data: Path | None = None
    """The folder for data that lasts; without it, the data is temporary."""
    session_limit: float = limits.SESSION_SECONDS
    """Seconds that a session lasts."""
    json: bool = False
    """Print how to connect as a line of JSON instead of text."""
    fresh: bool = False
    """Reset existing data to the sample data."""
    grace: float = limits.TRANSACTION_SECONDS
    """Seconds that a transaction may outlast its session."""
    status_delay: float = clusters.STATUS_DELAY
    """Seconds that creating, changing and deleting a cluster takes."""
    quotas: Quotas = FAST_QUOTAS
    """The number of sessions that a cluster allows, and the rate of new ones."""
    job_times: JobTimes = field(default_factory=JobTimes)
    """The duration of jobs."""
    sampling: float = INTERVAL
    """Seconds between two samples for the metrics."""
    release: str = NEWEST
    """The release of Aurora DSQL, a day: what older clusters refuse is refused."""
    websocket_port: int = 0
    """The port for WebSockets; clusters have 443, and 0 is any free port."""


def serve(options: Options) -> int:
    """Run a sandbox until a signal or the end of standard input; return the exit code.

    This takes over the process: its signals, its umask, and root's rights, which it gives up.
    """
    # Whatever this process and its children write is private.
    os.umask(0o077)
    try:
        with ExitStack() as stack:
            ports = (options.port, options.websocket_port)
            listeners = [stack.enter_context(_listen(port)) for port in ports]
            folder = data_folder.open_folder(options.data)
            remover = FolderRemover(folder.runtime)
            stack.callback(remover.remove)
            leave_root.leave_root([folder.runtime, folder.data])
            folder.check_access()
            postgres = binaries.locate(os.environ)
            if options.fresh:
                folder.clear()
                (folder.data / saved_clusters.FILE_NAME).unlink(missing_ok=True)
            folder.check_version(postgres.major)
            stores = Stores(folder, postgres, remover.held, options.job_times)
            stack.callback(stores.close)
            busy_loop.run(_run(options, folder, stores, listeners))
    except KeyboardInterrupt:
        # It came before the signal handlers were set.
        return INTERRUPTED
    except InvalidOption as error:
        return _report_error(error, USAGE)
    except PostgresFailed as error:
        return _report_error(error, NO_SERVER)
    return DONE


async def _run(
    options: Options,
    folder: data_folder.DataFolder,
    stores: Stores,
    listeners: list[socket.socket],
) -> None:
    """Run the gateway, with a listener for PostgreSQL and one for WebSockets, and AWS's API."""
    ending = asyncio.Event()
    _watch_for_end(ending)
    _raise_file_limit()
    registry = _load_registry(folder.data / saved_clusters.FILE_NAME, options.status_delay)
    starting = asyncio.get_running_loop().run_in_executor(None, stores.open, clusters.SHOP)
    ca, certificate = certificates.load_authority(folder.certificates)
    faults, metrics = Faults(), Metrics()
    connections = ConnectionLimits(options.quotas)
    registry.on_removed = _ClusterCleanup(registry, stores, metrics).remove
    delivery = StreamDelivery(registry, stores.open, folder.data / "streams", metrics)
    registry.resume()
    gateway = _create_gateway(options, registry, stores, faults, metrics, connections)
    context = certificates.create_context(ca, REGIONS, folder.runtime, gateway.note_name)
    await starting
    switches = Switches(registry, faults, connections)
    control = await asyncio.to_thread(ControlPlane, registry, IDENTITIES, switches, metrics)
    services = (
        gateway.serve(listeners[0], context),
        gateway.serve(listeners[1], context, web=True),
        sample(registry, stores, connections, metrics, options.sampling),
    )
    tasks = [asyncio.create_task(service) for service in services]
    try:
        ready = _describe_sandbox(listeners, certificate, options, control.url, registry)
        _announce(to_line(ready) if options.json else format_text(ready), ending)
        await ending.wait()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.to_thread(control.close)
        await asyncio.to_thread(delivery.close)
        await asyncio.to_thread(registry.close)


def _create_gateway(
    options: Options,
    registry: Registry,
    stores: Stores,
    faults: Faults,
    metrics: Metrics,
    connections: ConnectionLimits,
) -> Gateway:
    return Gateway(
        registry,
        stores,
        IDENTITIES,
        TimeLimit(options.session_limit, options.grace),
        faults=faults,
        metrics=metrics,
        limits=connections,
        release=options.release,
    )


def _describe_sandbox(
    listeners: list[socket.socket],
    certificate: Path,
    options: Options,
    control_url: str,
    registry: Registry,
) -> Ready:
    """Return what clients need to use the sandbox."""
    others = [identity for identity in EVERYBODY if identity is not DEVELOPER]
    return Ready(
        hostaddr=ADDRESS,
        port=listeners[0].getsockname()[1],
        websocket_port=listeners[1].getsockname()[1],
        sslrootcert=str(certificate),
        session_limit=options.session_limit,
        env=build_environment(control_url, DEVELOPER),
        clusters=tuple(describe_cluster(record.cluster) for record in registry.all()),
        identities={other.name: build_environment(control_url, other) for other in others},
    )


def _load_registry(file: Path, delay: float) -> Registry:
    """Return the clusters that the sandbox had when it last ended, or the sample clusters."""
    saved, now = saved_clusters.load(file), datetime.now(timezone.utc)
    registry = Registry(create_samples(now) if saved is None else merge_samples(saved, now), delay)
    registry.on_change = partial(saved_clusters.save, file)
    return registry


class _ClusterCleanup:
    """Removes what a deleted cluster leaves behind."""

    def __init__(self, registry: Registry, stores: Stores, metrics: Metrics) -> None:
        self._registry = registry
        self._stores = stores
        self._metrics = metrics

    def remove(self, record: ClusterRecord) -> None:
        """Remove the cluster's metrics, and its store if no other cluster uses it."""
        self._metrics.forget(record.cluster.endpoint.host)
        self._registry.streams.remove_all(record.cluster.endpoint.host)
        if all(other.store != record.store for other in self._registry.all()):
            self._stores.remove(record.store)


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((ADDRESS, port), backlog=1024)
    except (OSError, OverflowError) as error:
        # `create_server` lengthens the text of the error; its number has a short one.
        reason = os.strerror(error.errno or 0) if isinstance(error, OSError) else "no such port"
        raise InvalidOption(
            f"Port {port} is not available ({reason}). Use another one, or 0 for any free port."
        ) from error


def _watch_for_end(ending: asyncio.Event) -> None:
    """End the sandbox at a signal, or at the end of standard input if that is a pipe."""
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(name, ending.set)
    with suppress(OSError):
        mode = os.fstat(0).st_mode
        # Not a terminal or a file: started with `</dev/null`, the sandbox should go on.
        if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
            loop.add_reader(0, _read_input, loop, ending)


def _read_input(loop: asyncio.AbstractEventLoop, ending: asyncio.Event) -> None:
    if not os.read(0, 4096):
        loop.remove_reader(0)
        ending.set()


def _raise_file_limit() -> None:
    """Allow as many open files as possible: a session takes two, and the default is 1,024."""
    _, maximum = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (maximum, maximum))


def _announce(text: str, ending: asyncio.Event) -> None:
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        ending.set()


def _report_error(error: Exception, code: int) -> int:
    sys.stderr.write(f"{error}\n")
    return code

"""The sandbox as a whole: everything in one process, from the first check to the last sweep."""

from __future__ import annotations

import asyncio
import os
import resource
import shlex
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
from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.regions import REGIONS
from dsql_tui.sandbox import eager
from dsql_tui.sandbox.control import ledger
from dsql_tui.sandbox.control.http import ControlPlane
from dsql_tui.sandbox.control.sampler import EVERY, sample
from dsql_tui.sandbox.control.samples import rejoined, samples
from dsql_tui.sandbox.control.switches import Switches
from dsql_tui.sandbox.failures import Unstartable, Unusable
from dsql_tui.sandbox.gateway import certificates
from dsql_tui.sandbox.gateway.gateway import Gateway
from dsql_tui.sandbox.gateway.turnstile import Quotas, Turnstile
from dsql_tui.sandbox.ready import Offer, Ready, to_line
from dsql_tui.sandbox.session.relay import Clock
from dsql_tui.sandbox.store import binaries, folder, privileges
from dsql_tui.sandbox.store.guard import Sweeper
from dsql_tui.sandbox.store.jobs import Pace
from dsql_tui.sandbox.store.stores import Stores
from dsql_tui.sandbox.world import clusters
from dsql_tui.sandbox.world.clusters import Place, Registry
from dsql_tui.sandbox.world.faults import Faults
from dsql_tui.sandbox.world.identities import DEVELOPER, EVERYBODY, IDENTITIES, Identity
from dsql_tui.sandbox.world.meters import Meters

DONE, USAGE, NO_SERVER, INTERRUPTED = 0, 2, 3, 130
"""Exit codes."""

ADDRESS = "127.0.0.1"

UNHURRIED = Quotas(rate=10_000, burst=10_000)
"""Openings may come faster than a cluster takes them: tests open and close as fast as they can."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a sandbox is asked to be."""

    port: int = 0
    """Where clusters are reached; 0 takes a free one."""
    data: Path | None = None
    """Where data is to last; without it, it goes with the sandbox."""
    session_limit: float = limits.SESSION
    """Seconds that a session lasts."""
    json: bool = False
    """Say how to connect as one line of JSON instead of as text."""
    fresh: bool = False
    """Begin with the sample data anew where there is data already."""
    grace: float = limits.TRANSACTION
    """Seconds that a transaction may outlast its session."""
    status_delay: float = clusters.STATUS_DELAY
    """Seconds that clusters take to be created, changed and deleted."""
    quotas: Quotas = UNHURRIED
    """How many sessions a cluster allows, and how fast."""
    pace: Pace = field(default_factory=Pace)
    """How long jobs take."""
    sampling: float = EVERY
    """Seconds between looks at what no event tells of, for the metrics."""


def serve(options: Options) -> int:
    """Run a sandbox until a signal or the end of standard input, and say the exit code.

    Takes the process over: its signals, and root's rights, which it gives up.
    """
    try:
        with ExitStack() as leaving:
            listener = leaving.enter_context(_listen(options.port))
            place = folder.claim(options.data)
            sweeper = Sweeper(place.runtime)
            leaving.callback(sweeper.sweep)
            privileges.leave_root([place.runtime, place.data])
            place.check_owner()
            found = binaries.locate(os.environ)
            if options.fresh:
                place.clear()
                (place.data / ledger.NAME).unlink(missing_ok=True)
            place.check_version(found.major)
            stores = Stores(place, found, sweeper.held, options.pace)
            leaving.callback(stores.close)
            eager.run(_run(options, place, stores, listener))
    except KeyboardInterrupt:
        # Before the signals were ours; later they end it in good order.
        return INTERRUPTED
    except Unusable as problem:
        return _complain(problem, USAGE)
    except Unstartable as problem:
        return _complain(problem, NO_SERVER)
    return DONE


async def _run(
    options: Options, place: folder.Folder, stores: Stores, listener: socket.socket
) -> None:
    """Everything between the checks and the sweep."""
    ending = asyncio.Event()
    _watch(ending)
    _allow_many_files()
    registry = _registry(place.data / ledger.NAME, options.status_delay)
    starting = asyncio.get_running_loop().run_in_executor(None, stores.open, clusters.SHOP)
    ca, certificate = certificates.authority(place.certificates)
    faults, meters, turnstile = Faults(), Meters(), Turnstile(options.quotas)
    registry.on_gone = _Undertaker(registry, stores, meters).bury
    registry.resume()
    clock = Clock(options.session_limit, options.grace)
    gateway = Gateway(
        registry, stores, IDENTITIES, clock, faults=faults, meters=meters, turnstile=turnstile
    )
    context = certificates.server_context(ca, REGIONS, place.runtime, gateway.note_name)
    await starting
    switches = Switches(registry, faults, turnstile)
    control = await asyncio.to_thread(ControlPlane, registry, IDENTITIES, switches, meters)
    loop = asyncio.get_running_loop()
    serving = [
        loop.create_task(gateway.serve(listener, context)),
        loop.create_task(sample(registry, stores, turnstile, meters, options.sampling)),
    ]
    try:
        others = [identity for identity in EVERYBODY if identity is not DEVELOPER]
        ready = Ready(
            hostaddr=ADDRESS,
            port=listener.getsockname()[1],
            sslrootcert=str(certificate),
            session_limit=options.session_limit,
            env=_environment(control.url, DEVELOPER),
            clusters=tuple(_offer(place.cluster) for place in registry.all()),
            identities={other.name: _environment(control.url, other) for other in others},
        )
        _announce(to_line(ready) if options.json else _prose(ready), ending)
        await ending.wait()
    finally:
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        await asyncio.to_thread(control.close)
        await asyncio.to_thread(registry.close)


def _registry(file: Path, delay: float) -> Registry:
    """The clusters that were there when the sandbox last ended, or the samples."""
    kept, now = ledger.load(file), datetime.now(timezone.utc)
    registry = Registry(samples(now) if kept is None else rejoined(kept, now), delay)
    registry.on_change = partial(ledger.save, file)
    return registry


class _Undertaker:
    """Sees to what a deleted cluster leaves behind."""

    def __init__(self, registry: Registry, stores: Stores, meters: Meters) -> None:
        self._registry = registry
        self._stores = stores
        self._meters = meters

    def bury(self, place: Place) -> None:
        """Its store goes with the last cluster that uses it."""
        self._meters.forget(place.cluster.endpoint.host)
        if all(other.store != place.store for other in self._registry.all()):
            self._stores.remove(place.store)


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server((ADDRESS, port), backlog=1024)
    except (OSError, OverflowError) as problem:
        raise Unusable(
            f"Port {port} cannot be had ({_reason(problem)}): "
            "give another --port, or 0 for a free one."
        ) from problem


def _reason(problem: OSError | OverflowError) -> str:
    # `create_server` lengthens the text of the error; its number has a short one.
    return os.strerror(problem.errno or 0) if isinstance(problem, OSError) else "no such port"


def _watch(ending: asyncio.Event) -> None:
    """Let signals end the sandbox, and the end of standard input where it is somebody's pipe."""
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(name, ending.set)
    with suppress(OSError):
        mode = os.fstat(0).st_mode
        # A terminal or a file says nothing: started with `</dev/null`, the sandbox is to stay.
        if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
            loop.add_reader(0, _listen_for_end, loop, ending)


def _listen_for_end(loop: asyncio.AbstractEventLoop, ending: asyncio.Event) -> None:
    if not os.read(0, 4096):
        loop.remove_reader(0)
        ending.set()


def _allow_many_files() -> None:
    """A session takes two descriptors, and the usual limit of 1,024 would be felt."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _announce(text: str, ending: asyncio.Event) -> None:
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        ending.set()


def _complain(problem: Exception, code: int) -> int:
    sys.stderr.write(f"{problem}\n")
    return code


def _environment(control: str, identity: Identity) -> dict[str, str]:
    region = REGIONS[0]
    return {
        "AWS_ENDPOINT_URL_DSQL": control,
        "AWS_ENDPOINT_URL_STS": control,
        "AWS_ENDPOINT_URL_CLOUDWATCH": control,
        **identity.environment(),
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
    }


def _offer(cluster: Cluster) -> Offer:
    endpoint = cluster.endpoint
    return Offer(endpoint.identifier, endpoint.host, endpoint.region, cluster.status, cluster.name)


def _prose(ready: Ready) -> str:
    """The same for people: lines to paste into a shell."""
    first = ready.clusters[0]
    exports = [f"export {name}={shlex.quote(value)}" for name, value in ready.env.items()]
    lines = [
        f"  {offer.name:<10}{offer.status:<10}{offer.region:<14}{offer.endpoint}"
        for offer in ready.clusters
    ]
    token = f"dsql-tui token {first.identifier} --region {first.region}"
    target = (
        f"host={first.endpoint} hostaddr={ready.hostaddr} port={ready.port} user=admin "
        f"dbname=postgres sslmode=verify-full sslrootcert={ready.sslrootcert}"
    )
    return "\n".join(
        [
            "The sandbox is ready; Ctrl+C ends it. Its clusters:",
            *lines,
            "",
            "For AWS clients:",
            *exports,
            "",
            "For dsql-tui, with those set:",
            f"dsql-tui {first.endpoint} --hostaddr {ready.hostaddr} --port {ready.port} "
            f"--sslrootcert {shlex.quote(ready.sslrootcert)}",
            "",
            "For psql, with those set:",
            f'PGPASSWORD="$({token})" psql "{target}"',
            "",
            "To see what can be made to go wrong:",
            'curl "$AWS_ENDPOINT_URL_DSQL/sandbox"',
        ]
    )

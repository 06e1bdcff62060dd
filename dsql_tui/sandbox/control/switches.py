"""The switches for faults: a little HTTP of the sandbox's own, beside AWS's.

Not signed, since it is there for curl; it listens on the loopback address only, and answers no
web page, which would say where it comes from.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any, cast

from dsql_tui.sandbox.control.calls import Reply, Request
from dsql_tui.sandbox.gateway.turnstile import Quotas, Turnstile
from dsql_tui.sandbox.protocol import refusals
from dsql_tui.sandbox.protocol.refusals import Refusal
from dsql_tui.sandbox.world.clusters import Registry, Waking
from dsql_tui.sandbox.world.fault import Fault
from dsql_tui.sandbox.world.faults import Conflict, Drop, Faults

PREFIX = "/sandbox"

_LOCAL = ("127.0.0.1", "localhost", "[::1]")
_MOST = 100_000
"""Of anything that can be armed at once."""

REFUSALS: Mapping[str, Callable[[], Refusal]] = {
    "too_many": refusals.too_many,
    "too_fast": refusals.too_fast,
    "waking": refusals.waking,
    "denied": refusals.Denied,
    "sni_missing": refusals.sni_missing,
    "unavailable": refusals.restarting,
}
"""What an opening can be refused with, by a short name."""

CALLS: Mapping[str, Callable[[], Fault]] = {
    "ThrottlingException": lambda: Fault(
        429, "ThrottlingException", "Rate exceeded", retryAfterSeconds=1
    ),
    "InternalServerException": lambda: Fault(
        500, "InternalServerException", "The request failed", retryAfterSeconds=1
    ),
    "ExpiredTokenException": lambda: Fault(
        403, "ExpiredTokenException", "The security token included in the request is expired"
    ),
    "AccessDeniedException": lambda: Fault(403, "AccessDeniedException", "Access denied"),
}
"""What a call of AWS's API can fail with."""


class Unfit(Exception):
    """What was asked cannot be set; the text says what can."""


class Switches:
    """Reads and sets what is to go wrong."""

    def __init__(self, registry: Registry, faults: Faults, turnstile: Turnstile) -> None:
        self.faults = faults
        self._registry = registry
        self._turnstile = turnstile
        self._set: Mapping[str, Callable[[Any], None]] = {
            "drop": self._drop,
            "restart": self._restart,
            "network": self._network,
            "commit": self._commit,
            "conflict": self._conflict,
            "refuse": self._refuse,
            "fail": self._fail,
            "sleep": self._sleep,
            "ignore_cancel": self._ignore_cancel,
            "delay": self._delay,
            "session_limit": self._session_limit,
            "token_clock": self._token_clock,
            "status_delay": self._status_delay,
            "quotas": self._quotas,
        }

    def answer(self, request: Request) -> Reply:
        """GET shows everything, POST sets what its JSON names, DELETE disarms."""
        try:
            _check_local(request)
            if request.path.rstrip("/") != PREFIX:
                raise Unfit(f"There is only {PREFIX}.")
            if request.method == "POST":
                self._apply(request.body)
            elif request.method == "DELETE":
                self.faults.disarm()
            elif request.method != "GET":
                raise Unfit("Use GET, POST or DELETE.")
        except Unfit as problem:
            return _reply(400, {"error": str(problem)})
        except PermissionError as problem:
            return _reply(403, {"error": str(problem)})
        return _reply(200, self.state())

    def state(self) -> dict[str, object]:
        """What is armed, and how the clusters are."""
        return {
            "faults": self.faults.state(),
            "status_delay": self._registry.delay,
            "quotas": asdict(self._turnstile.quotas),
            "clusters": [
                {"endpoint": place.cluster.endpoint.host, "status": place.cluster.status}
                for place in self._registry.all()
            ],
        }

    def _apply(self, body: bytes) -> None:
        try:
            asked = json.loads(body)
        except ValueError:
            asked = None
        if not isinstance(asked, dict):
            raise Unfit("The body must be a JSON object.")
        if unknown := [name for name in asked if name not in self._set]:
            raise Unfit(f"Unknown: {', '.join(unknown)}. Known: {', '.join(self._set)}.")
        for name, value in asked.items():
            self._set[name](value)

    def _drop(self, value: Any) -> None:
        """Sessions, now: all, or so many of the newest."""
        if value == "all":
            self.faults.sessions.drop_all()
        else:
            self.faults.sessions.drop_newest(_count(value, "drop"))

    def _restart(self, value: Any) -> None:
        """The server, now: nobody comes in for so many seconds."""
        self.faults.restart(_seconds(value, "restart"))

    def _network(self, value: Any) -> None:
        """Links that are there, now: silent, and reset after so many seconds."""
        self.faults.sessions.vanish_all(_seconds(value, "network"))

    def _commit(self, value: Any) -> None:
        """The connection, at each of the next COMMITs."""
        self.faults.drop_at_commit(cast(list[Drop], _choices(value, "commit", ("before", "after"))))

    def _conflict(self, value: Any) -> None:
        """The next COMMITs end so."""
        self.faults.inject(cast(list[Conflict], _choices(value, "conflict", ("OC000", "OC001"))))

    def _refuse(self, value: Any) -> None:
        """The next openings: a short name, or SQLSTATE, message and hint; and how many times."""
        asked = _object(value, "refuse", {"error", "sqlstate", "message", "hint", "times"})
        if "error" in asked:
            (name,) = _choices(asked["error"], "refuse.error", tuple(REFUSALS))
            refusal = REFUSALS[name]()
        else:
            refusal = Refusal(
                _text(asked.get("sqlstate"), "refuse.sqlstate"),
                _text(asked.get("message"), "refuse.message"),
                _text(asked["hint"], "refuse.hint") if "hint" in asked else None,
            )
        self.faults.refuse([refusal] * _count(asked.get("times", 1), "refuse.times"))

    def _fail(self, value: Any) -> None:
        """The next calls of AWS's API."""
        asked = _object(value, "fail", {"error", "times"})
        (name,) = _choices(asked.get("error"), "fail.error", tuple(CALLS))
        self.faults.fail([CALLS[name]()] * _count(asked.get("times", 1), "fail.times"))

    def _sleep(self, value: Any) -> None:
        """A cluster becomes INACTIVE, or IDLE, and wakes up when it is opened often enough."""
        asked = _object(value, "sleep", {"cluster", "status", "openings", "seconds"})
        (status,) = _choices(asked.get("status", "INACTIVE"), "sleep.status", ("INACTIVE", "IDLE"))
        waking = Waking(
            _count(asked.get("openings", 1), "sleep.openings"),
            _seconds(asked.get("seconds", 0), "sleep.seconds"),
        )
        named = asked.get("cluster")
        with self._registry.held():
            for place in self._registry.all():
                endpoint = place.cluster.endpoint
                if named in (endpoint.identifier, endpoint.host, place.cluster.arn):
                    self._registry.put(replace(place, waking=waking).described(status=status))
                    return
        raise Unfit("sleep.cluster must be a cluster's identifier, endpoint or ARN.")

    def _ignore_cancel(self, value: Any) -> None:
        if not isinstance(value, bool):
            raise Unfit("ignore_cancel must be true or false.")
        self.faults.ignore_cancel = value

    def _delay(self, value: Any) -> None:
        self.faults.delay = _seconds(value, "delay")

    def _session_limit(self, value: Any) -> None:
        limit = None if value is None else _seconds(value, "session_limit")
        self.faults.session_limit = limit

    def _token_clock(self, value: Any) -> None:
        self.faults.token_clock = _seconds(value, "token_clock", least=-1e9)

    def _status_delay(self, value: Any) -> None:
        self._registry.delay = _seconds(value, "status_delay")

    def _quotas(self, value: Any) -> None:
        asked = _object(value, "quotas", {"sessions", "rate", "burst"})
        now = self._turnstile.quotas
        self._turnstile.quotas = Quotas(
            _count(asked.get("sessions", now.sessions), "quotas.sessions"),
            _seconds(asked.get("rate", now.rate), "quotas.rate"),
            _count(asked.get("burst", now.burst), "quotas.burst"),
        )


def _check_local(request: Request) -> None:
    """No web page may reach this through a browser, neither directly nor by a name of its own."""
    host = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
    if "origin" in request.headers or host not in _LOCAL:
        raise PermissionError("Only programs on this computer may ask.")


def _object(value: Any, name: str, known: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) - known:
        raise Unfit(f"{name} must be an object of {', '.join(sorted(known))}.")
    return value


def _choices(value: Any, name: str, known: tuple[str, ...]) -> list[str]:
    chosen = value if isinstance(value, list) else [value]
    if len(chosen) > _MOST or any(one not in known for one in chosen):
        raise Unfit(f"{name} must be one of {', '.join(known)}.")
    return chosen


def _count(value: Any, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST:
        raise Unfit(f"{name} must be a whole number up to {_MOST}.")
    return value


def _seconds(value: Any, name: str, least: float = 0) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not least <= value <= 1e9:
        raise Unfit(f"{name} must be a number, and not below {least:g}.")
    return float(value)


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value or "\0" in value:
        raise Unfit(f"{name} must be a text.")
    return value


def _reply(status: int, answer: dict[str, object]) -> Reply:
    return Reply(status, "application/json", (json.dumps(answer, indent=2) + "\n").encode())

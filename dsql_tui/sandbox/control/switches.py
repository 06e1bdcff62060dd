"""The fault switches: JSON over HTTP, beside AWS's services.

Requests are not signed, because curl sends them. Instead the printed address holds a secret, so
that other users of the computer do not reach it. The server listens on the loopback address only,
and rejects web pages, whose requests name their origin.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any, cast

from dsql_tui.sandbox.control.calls import Reply, Request
from dsql_tui.sandbox.gateway.connection_limits import ConnectionLimits, Quotas
from dsql_tui.sandbox.protocol import errors
from dsql_tui.sandbox.protocol.errors import ServerError
from dsql_tui.sandbox.state.api_error import ApiError
from dsql_tui.sandbox.state.clusters import Registry, Waking
from dsql_tui.sandbox.state.faults import Conflict, DropMoment, Faults

PREFIX = "/sandbox"

_LOCAL = ("127.0.0.1", "localhost", "[::1]")
_MAX_ARMED = 100_000
"""The most of anything that can be armed at once."""

OPENING_ERRORS: Mapping[str, Callable[[], ServerError]] = {
    "too_many": errors.too_many_sessions_error,
    "too_fast": errors.opening_rate_error,
    "waking": errors.waking_error,
    "denied": errors.Denied,
    "sni_missing": errors.missing_sni_error,
    "unavailable": errors.restarting_error,
}
"""The errors that an opening can get, by a short name."""

CALL_ERRORS: Mapping[str, Callable[[], ApiError]] = {
    "ThrottlingException": lambda: ApiError(
        429, "ThrottlingException", "Rate exceeded", retryAfterSeconds=1
    ),
    "InternalServerException": lambda: ApiError(
        500, "InternalServerException", "The request failed", retryAfterSeconds=1
    ),
    "ExpiredTokenException": lambda: ApiError(
        403, "ExpiredTokenException", "The security token included in the request is expired"
    ),
    "AccessDeniedException": lambda: ApiError(403, "AccessDeniedException", "Access denied"),
    "ExpiredIteratorException": lambda: ApiError(
        400, "ExpiredIteratorException", "Iterator expired."
    ),
    "ProvisionedThroughputExceededException": lambda: ApiError(
        400,
        "ProvisionedThroughputExceededException",
        "Rate exceeded for shard shardId-000000000000 in stream changes.",
    ),
}
"""The errors that a call of AWS's API can get."""


class InvalidSwitch(Exception):
    """A value cannot be set; the text says which can."""


class Switches:
    """The switches, which read and arm faults."""

    def __init__(self, registry: Registry, faults: Faults, limits: ConnectionLimits) -> None:
        self.faults = faults
        self._registry = registry
        self._limits = limits
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
            "catch_up": self._catch_up,
            "status_delay": self._status_delay,
            "quotas": self._quotas,
        }

    def answer(self, request: Request) -> Reply:
        """Answer a request: GET shows everything, POST arms, DELETE disarms."""
        try:
            _check_local(request)
            if request.path.rstrip("/") != PREFIX:
                raise InvalidSwitch(f"The only path is {PREFIX}.")
            if request.method == "POST":
                self._apply(request.body)
            elif request.method == "DELETE":
                self.faults.disarm()
            elif request.method != "GET":
                raise InvalidSwitch("Use GET, POST or DELETE.")
        except InvalidSwitch as problem:
            return _reply(400, {"error": str(problem)})
        except PermissionError as problem:
            return _reply(403, {"error": str(problem)})
        return _reply(200, self.state())

    def reject(self) -> Reply:
        """Answer a request that does not know the secret part of the address."""
        words = "Use the whole address that the sandbox printed: it holds a secret."
        return _reply(403, {"error": words})

    def state(self) -> dict[str, object]:
        """Return what is armed, and the status of the clusters."""
        return {
            "faults": self.faults.state(),
            "catch_up": self.faults.catch_up,
            "status_delay": self._registry.delay,
            "quotas": asdict(self._limits.quotas),
            "streams": [
                {"stream": stream.arn, "file": str(self._registry.streams.get_file(stream))}
                for stream in self._registry.streams.all()
            ],
            "clusters": [
                {"endpoint": record.cluster.endpoint.host, "status": record.cluster.status}
                for record in self._registry.all()
            ],
        }

    def _apply(self, body: bytes) -> None:
        try:
            asked = json.loads(body)
        except ValueError:
            asked = None
        if not isinstance(asked, dict):
            raise InvalidSwitch("The body must be a JSON object.")
        if unknown := [name for name in asked if name not in self._set]:
            raise InvalidSwitch(f"Unknown: {', '.join(unknown)}. Known: {', '.join(self._set)}.")
        for name, value in asked.items():
            self._set[name](value)

    def _drop(self, value: Any) -> None:
        """DropMoment all sessions, or so many of the newest."""
        if value == "all":
            self.faults.sessions.drop_all()
        else:
            self.faults.sessions.drop_newest(_count(value, "drop"))

    def _restart(self, value: Any) -> None:
        """Restart the server: end all sessions, and refuse openings for so many seconds."""
        self.faults.restart(_seconds(value, "restart"))

    def _network(self, value: Any) -> None:
        """Silence the open links, and reset them after so many seconds."""
        self.faults.sessions.cut_all_networks(_seconds(value, "network"))

    def _commit(self, value: Any) -> None:
        """DropMoment the connection at each of the next COMMITs."""
        self.faults.arm_drops(
            cast(list[DropMoment], _choices(value, "commit", ("before", "after")))
        )

    def _conflict(self, value: Any) -> None:
        """End the next COMMITs with a conflict."""
        self.faults.arm_conflicts(
            cast(list[Conflict], _choices(value, "conflict", ("OC000", "OC001")))
        )

    def _refuse(self, value: Any) -> None:
        """Let the next openings fail: with a short name, or with SQLSTATE, message and hint."""
        asked = _object(value, "refuse", {"error", "sqlstate", "message", "hint", "times"})
        if "error" in asked:
            (name,) = _choices(asked["error"], "refuse.error", tuple(OPENING_ERRORS))
            error = OPENING_ERRORS[name]()
        else:
            error = ServerError(
                _text(asked.get("sqlstate"), "refuse.sqlstate"),
                _text(asked.get("message"), "refuse.message"),
                _text(asked["hint"], "refuse.hint") if "hint" in asked else None,
            )
        self.faults.arm_opening_errors([error] * _count(asked.get("times", 1), "refuse.times"))

    def _fail(self, value: Any) -> None:
        """Let the next calls of AWS's API fail."""
        asked = _object(value, "fail", {"error", "times"})
        (name,) = _choices(asked.get("error"), "fail.error", tuple(CALL_ERRORS))
        self.faults.arm_call_errors(
            [CALL_ERRORS[name]()] * _count(asked.get("times", 1), "fail.times")
        )

    def _sleep(self, value: Any) -> None:
        """Let a cluster become INACTIVE or IDLE; openings wake it up."""
        asked = _object(value, "sleep", {"cluster", "status", "openings", "seconds"})
        (status,) = _choices(asked.get("status", "INACTIVE"), "sleep.status", ("INACTIVE", "IDLE"))
        waking = Waking(
            _count(asked.get("openings", 1), "sleep.openings"),
            _seconds(asked.get("seconds", 0), "sleep.seconds"),
        )
        named = asked.get("cluster")
        with self._registry.lock():
            for record in self._registry.all():
                endpoint = record.cluster.endpoint
                if named in (endpoint.identifier, endpoint.host, record.cluster.arn):
                    self._registry.put(replace(record, waking=waking).with_cluster(status=status))
                    return
        raise InvalidSwitch("sleep.cluster must be a cluster's identifier, endpoint or ARN.")

    def _ignore_cancel(self, value: Any) -> None:
        if not isinstance(value, bool):
            raise InvalidSwitch("ignore_cancel must be true or false.")
        self.faults.ignore_cancel = value

    def _delay(self, value: Any) -> None:
        self.faults.delay = _seconds(value, "delay")

    def _session_limit(self, value: Any) -> None:
        limit = None if value is None else _seconds(value, "session_limit")
        self.faults.session_limit = limit

    def _token_clock(self, value: Any) -> None:
        self.faults.token_clock = _seconds(value, "token_clock", least=-1e9)

    def _catch_up(self, value: Any) -> None:
        self.faults.catch_up = _seconds(value, "catch_up")

    def _status_delay(self, value: Any) -> None:
        self._registry.delay = _seconds(value, "status_delay")

    def _quotas(self, value: Any) -> None:
        asked = _object(value, "quotas", {"sessions", "rate", "burst"})
        now = self._limits.quotas
        self._limits.quotas = Quotas(
            _count(asked.get("sessions", now.sessions), "quotas.sessions"),
            _seconds(asked.get("rate", now.rate), "quotas.rate"),
            _count(asked.get("burst", now.burst), "quotas.burst"),
        )


def _check_local(request: Request) -> None:
    """Check that no web page sent a request, directly or by a name that it controls."""
    host = request.headers.get("host", "").rpartition(":")[0] or request.headers.get("host", "")
    if "origin" in request.headers or host not in _LOCAL:
        raise PermissionError("Only programs on this computer may use the switches.")


def _object(value: Any, name: str, known: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) - known:
        raise InvalidSwitch(f"{name} must be an object of {', '.join(sorted(known))}.")
    return value


def _choices(value: Any, name: str, known: tuple[str, ...]) -> list[str]:
    chosen = value if isinstance(value, list) else [value]
    if len(chosen) > _MAX_ARMED or any(one not in known for one in chosen):
        raise InvalidSwitch(f"{name} must be one of {', '.join(known)}.")
    return chosen


def _count(value: Any, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MAX_ARMED:
        raise InvalidSwitch(f"{name} must be a whole number up to {_MAX_ARMED}.")
    return value


def _seconds(value: Any, name: str, least: float = 0) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not least <= value <= 1e9:
        raise InvalidSwitch(f"{name} must be a number, {least:g} or more.")
    return float(value)


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str) or not value or "\0" in value:
        raise InvalidSwitch(f"{name} must be a text that is not empty.")
    return value


def _reply(status: int, answer: dict[str, object]) -> Reply:
    return Reply(status, "application/json", (json.dumps(answer, indent=2) + "\n").encode())

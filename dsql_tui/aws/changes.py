"""Changes of clusters, made step by step, with progress."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any

from dsql_tui.aws.errors import AwsError, translate_errors
from dsql_tui.aws.identity import Identity
from dsql_tui.dsql.changes import Call, Change, CreatedCluster, Wait
from dsql_tui.dsql.cluster import CONNECTABLE

POLL_INTERVAL = 2.0
"""Seconds between two requests for a status, as in AWS's waiters."""

WAIT_TIMEOUT = 15 * 60.0
"""Seconds until a wait is given up; AWS usually needs less than two minutes."""

_READY_STATUSES = CONNECTABLE - {"UPDATING"}
_TRANSIENT_ERRORS = ("ThrottlingException", "InternalServerException")


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of one step of a change."""

    step: int
    """The number of the step, from 0."""
    words: str
    """The cluster's status, or the identifier that a call returned."""
    seconds: float
    """Seconds since the step began."""
    done: bool


def perform(
    identity: Identity, change: Change, pause: float = POLL_INTERVAL, timeout: float = WAIT_TIMEOUT
) -> Iterator[Progress]:
    """Make a change, and yield its progress; blocks in between.

    If it is abandoned, no further step is started; AWS completes the current one.

    Raises:
        AwsError: AWS refused a step; the earlier ones are done.
    """
    made: dict[str, str] = {}
    for number, step in enumerate(change.steps):
        began = monotonic()
        yield Progress(number, "", 0.0, done=False)
        if isinstance(step, Call):
            answer = _call(identity, step, made)
            if step.operation == "CreateCluster":
                made[step.region] = answer["arn"]
            words = str(answer.get("identifier", ""))
            yield Progress(number, words, monotonic() - began, done=True)
            continue
        for status, done in _statuses(identity, step, made, pause):
            seconds = monotonic() - began
            yield Progress(number, status, seconds, done)
            if not done and seconds > timeout:
                raise AwsError(f"The cluster is still {status} after {seconds / 60:.0f} minutes.")


def _call(identity: Identity, call: Call, made: Mapping[str, str]) -> Mapping[str, Any]:
    client = identity.client(call.region)
    method = getattr(client, _python_name(client, call.operation))
    with translate_errors(identity):
        answer: Mapping[str, Any] = method(**_fill_in(call.parameters, made))
    return answer


def _statuses(
    identity: Identity, wait: Wait, made: Mapping[str, str], pause: float
) -> Iterator[tuple[str, bool]]:
    """Yield the cluster's status repeatedly, and true when the wait is over."""
    client = identity.client(wait.region)
    identifier = _fill_in(wait.identifier, made)
    status = ""
    while True:
        try:
            with translate_errors(identity):
                status = client.get_cluster(identifier=identifier)["status"]
        except AwsError as error:
            if wait.gone and error.code == "ResourceNotFoundException":
                yield "gone", True
                return
            if error.code not in _TRANSIENT_ERRORS:
                raise
        if status == "FAILED":
            raise AwsError(f"Cluster {identifier} in {wait.region} is FAILED.")
        if not wait.gone and status in _READY_STATUSES:
            yield status, True
            return
        yield status, False
        sleep(pause)


def _fill_in(value: Any, made: Mapping[str, str]) -> Any:
    """Replace every `CreatedCluster` in a value by the ARN or identifier."""
    if isinstance(value, CreatedCluster):
        arn = made[value.region]
        return arn if value.part == "arn" else arn.rpartition("/")[2]
    if isinstance(value, Mapping):
        return {name: _fill_in(one, made) for name, one in value.items()}
    if isinstance(value, list):
        return [_fill_in(one, made) for one in value]
    return value


def _python_name(client: Any, operation: str) -> str:
    """Return the name of boto3's method for an operation."""
    methods: Mapping[str, str] = client.meta.method_to_api_mapping
    return next(name for name, called in methods.items() if called == operation)

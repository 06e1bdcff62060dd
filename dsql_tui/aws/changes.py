"""Making changes to clusters, one step after another, and telling how far it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any

from dsql_tui.aws.identity import AwsError, Identity, explained
from dsql_tui.dsql.changes import Call, Change, Made, Wait
from dsql_tui.dsql.cluster import CONNECTABLE

PAUSE = 2.0
"""Seconds between two looks at a status, as AWS's own waiters make them."""

PATIENCE = 15 * 60.0
"""Seconds until a wait is given up; AWS takes two minutes at most."""

_READY = CONNECTABLE - {"UPDATING"}
_PASSING = ("ThrottlingException", "InternalServerException")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one step of a change is."""

    step: int
    """Which, counted from 0."""
    words: str
    """The status that was found, or what a call has made."""
    seconds: float
    """Since the step began."""
    done: bool


def perform(
    identity: Identity, change: Change, pause: float = PAUSE, patience: float = PATIENCE
) -> Iterator[Progress]:
    """Make a change; yields whenever something is known, and blocks in between.

    Abandoned, it stops at the step it is at: what AWS has been told, it does.

    Raises:
        AwsError: at whichever step AWS says no; earlier ones are done.
    """
    made: dict[str, str] = {}
    for number, step in enumerate(change.steps):
        began = monotonic()
        yield Progress(number, "", 0.0, done=False)
        if isinstance(step, Call):
            answer = _called(identity, step, made)
            if step.operation == "CreateCluster":
                made[step.region] = answer["arn"]
            words = str(answer.get("identifier", ""))
            yield Progress(number, words, monotonic() - began, done=True)
            continue
        for status, done in _statuses(identity, step, made, pause):
            seconds = monotonic() - began
            yield Progress(number, status, seconds, done)
            if not done and seconds > patience:
                raise AwsError(f"The cluster is still {status} after {seconds / 60:.0f} minutes.")


def _called(identity: Identity, call: Call, made: Mapping[str, str]) -> Mapping[str, Any]:
    client = identity.client(call.region)
    method = getattr(client, _python_name(client, call.operation))
    with explained(identity):
        answer: Mapping[str, Any] = method(**_filled(call.parameters, made))
    return answer


def _statuses(
    identity: Identity, wait: Wait, made: Mapping[str, str], pause: float
) -> Iterator[tuple[str, bool]]:
    """The cluster's status again and again, and whether it is the one waited for."""
    client = identity.client(wait.region)
    identifier = _filled(wait.identifier, made)
    status = ""
    while True:
        try:
            with explained(identity):
                status = client.get_cluster(identifier=identifier)["status"]
        except AwsError as error:
            if wait.gone and error.code == "ResourceNotFoundException":
                yield "gone", True
                return
            if error.code not in _PASSING:
                raise
        if status == "FAILED":
            raise AwsError(f"Cluster {identifier} in {wait.region} is FAILED.")
        if not wait.gone and status in _READY:
            yield status, True
            return
        yield status, False
        sleep(pause)


def _filled(value: Any, made: Mapping[str, str]) -> Any:
    """The value with every `Made` replaced by what was made."""
    if isinstance(value, Made):
        arn = made[value.region]
        return arn if value.part == "arn" else arn.rpartition("/")[2]
    if isinstance(value, Mapping):
        return {name: _filled(one, made) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, made) for one in value]
    return value


def _python_name(client: Any, operation: str) -> str:
    """What boto3 calls the method of an operation."""
    methods: Mapping[str, str] = client.meta.method_to_api_mapping
    return next(name for name, called in methods.items() if called == operation)

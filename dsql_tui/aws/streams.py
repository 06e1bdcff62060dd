"""The change streams of a cluster, as AWS describes them.

https://docs.aws.amazon.com/aurora-dsql/latest/APIReference/API_GetStream.html
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from dsql_tui.aws.errors import AwsError, translate_errors
from dsql_tui.aws.identity import Identity
from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.streams import Stream


def list_streams(identity: Identity, endpoint: Endpoint) -> list[Stream]:
    """Return the streams of a cluster with their targets, the newest first; blocks.

    A stream that is deleted meanwhile is left out. One for which GetStream is denied has the
    reason in place of its target.

    Raises:
        AwsError: ListStreams was refused, or AWS was not reached.
    """
    client = identity.client(endpoint.region)
    listed: list[dict[str, Any]] = []
    with translate_errors(identity):
        pages = client.get_paginator("list_streams").paginate(clusterIdentifier=endpoint.identifier)
        for page in pages:
            listed += page["streams"]
    found = [_get_stream(identity, client, endpoint, each) for each in listed]
    known = [stream for stream in found if stream is not None]
    return sorted(known, key=lambda stream: stream.created, reverse=True)


def _get_stream(
    identity: Identity, client: Any, endpoint: Endpoint, listed: dict[str, Any]
) -> Stream | None:
    """Return a stream that was listed; `None` if it was deleted meanwhile."""
    identifier, arn = listed["streamIdentifier"], listed["arn"]
    try:
        with translate_errors(identity):
            answer = client.get_stream(
                clusterIdentifier=endpoint.identifier, streamIdentifier=identifier
            )
    except AwsError as error:
        if error.code == "ResourceNotFoundException":
            return None
        if error.code != "AccessDeniedException":
            raise
        created = _to_utc(listed["creationTime"])
        return Stream(identifier, arn, listed["status"], created, access_error=str(error))
    kinesis = (answer.get("targetDefinition") or {}).get("kinesis") or {}
    reason = answer.get("statusReason") or {}
    return Stream(
        identifier,
        arn,
        answer["status"],
        _to_utc(answer["creationTime"]),
        kinesis.get("streamArn", ""),
        kinesis.get("roleArn", ""),
        answer.get("ordering", ""),
        answer.get("format", ""),
        dict(answer.get("tags") or {}),
        reason.get("error", ""),
        _to_utc(reason["updatedAt"]) if "updatedAt" in reason else None,
    )


def _to_utc(at: datetime) -> datetime:
    return at.astimezone(timezone.utc)

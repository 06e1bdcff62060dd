"""The operations of streams.

https://docs.aws.amazon.com/aurora-dsql/latest/APIReference/API_CreateStream.html
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

from dsql_tui.sandbox.control.calls import Call, conflict_error, not_found_error, parameter_error
from dsql_tui.sandbox.control.cluster_operations import cut_page, generate_identifier
from dsql_tui.sandbox.state.api_error import ApiError
from dsql_tui.sandbox.state.clusters import ClusterRecord, Registry
from dsql_tui.sandbox.state.streams import Stream

_MAX_STREAMS = 5
"""The most streams of a cluster."""

_READY = ("ACTIVE", "IDLE")


def create_stream(registry: Registry, call: Call) -> dict[str, Any]:
    """Create a stream, which takes as long as another change of status."""
    given = call.parameters
    record = _find_cluster(registry, call)
    host, identifier = record.cluster.endpoint.host, given["clusterIdentifier"]
    if "kinesis" not in given["targetDefinition"]:
        raise parameter_error("targetDefinition", "must name a Kinesis stream")
    if record.cluster.status not in _READY:
        raise conflict_error(identifier, f"Cluster {identifier} is {record.cluster.status}")
    with registry.lock():
        if len(registry.streams.find_all(host)) >= _MAX_STREAMS:
            raise ApiError(
                402,
                "ServiceQuotaExceededException",
                f"A cluster has at most {_MAX_STREAMS} streams",
                resourceId=identifier,
                resourceType="cluster",
                serviceCode="dsql",
                quotaCode="streams",
            )
        own = generate_identifier()
        stream = Stream(
            host,
            identifier,
            own,
            f"{record.cluster.arn}/stream/{own}",
            datetime.now(timezone.utc),
            given["targetDefinition"],
            given["ordering"],
            given["format"],
            given.get("tags") or {},
        )
        registry.streams.add(stream, registry.delay)
    return {**_outline(stream), "ordering": stream.ordering, "format": stream.format}


def get_stream(registry: Registry, call: Call) -> dict[str, Any]:
    """Return all about a stream."""
    stream = _find_stream(registry, call)
    return {
        **_outline(stream),
        "ordering": stream.ordering,
        "format": stream.format,
        "targetDefinition": stream.target,
        "tags": stream.tags,
    }


def list_streams(registry: Registry, call: Call) -> dict[str, Any]:
    """Return the streams of a cluster, page by page."""
    host = _find_cluster(registry, call).cluster.endpoint.host
    streams, more = cut_page(registry.streams.find_all(host), call.parameters)
    return {"streams": [_outline(stream) for stream in streams], **more}


def delete_stream(registry: Registry, call: Call) -> dict[str, Any]:
    """Delete a stream; what is not delivered yet is lost."""
    stream = _find_stream(registry, call)
    if stream.status not in ("ACTIVE", "FAILED"):
        text = f"Stream {stream.identifier} is {stream.status}"
        raise conflict_error(stream.identifier, text)
    return _outline(registry.streams.remove_later(stream, registry.delay))


def _find_cluster(registry: Registry, call: Call) -> ClusterRecord:
    identifier = call.parameters["clusterIdentifier"]
    record = registry.find(call.region, call.identity.account, identifier)
    if record is None:
        raise not_found_error(identifier)
    return record


def _find_stream(registry: Registry, call: Call) -> Stream:
    host = _find_cluster(registry, call).cluster.endpoint.host
    identifier = call.parameters["streamIdentifier"]
    stream = registry.streams.find(host, identifier)
    if stream is None:
        raise not_found_error(identifier, "stream")
    return stream


def _outline(stream: Stream) -> dict[str, Any]:
    return {
        "clusterIdentifier": stream.cluster,
        "streamIdentifier": stream.identifier,
        "arn": stream.arn,
        "status": stream.status,
        "creationTime": stream.created.timestamp(),
    }

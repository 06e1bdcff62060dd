"""Change streams of a cluster: their facts, what goes wrong, and how they are changed.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/cdc-streams.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dsql_tui.dsql.changes import Call, Change
from dsql_tui.dsql.endpoint import Endpoint

MAX_STREAMS = 5
"""Streams of a cluster."""

_KINESIS = re.compile(
    r"arn:aws[a-z-]*:kinesis:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):stream/\S+"
)
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::(?P<account>\d{12}):role/\S+")

_FAILURES = {
    "KINESIS_THROUGHPUT_EXCEEDED": "The Kinesis stream takes less than the cluster sends. Add "
    "shards, or use on-demand mode.",
    "KINESIS_STREAM_NOT_FOUND": "The Kinesis stream does not exist. Create it again under the same "
    "name, or delete this stream.",
    "ROLE_ACCESS_DENIED": "Aurora DSQL may not assume the role. Its trust policy must allow "
    "dsql.amazonaws.com.",
    "KINESIS_ACCESS_DENIED": "The role may not write to the Kinesis stream. It needs "
    "kinesis:PutRecord, kinesis:PutRecords, kinesis:DescribeStreamSummary and kinesis:ListShards.",
    "KINESIS_KMS_ACCESS_DENIED": "The role may not use the key of the Kinesis stream. It needs "
    "kms:GenerateDataKey for it.",
    "KINESIS_OVERSIZE_RECORD": "A changed row is larger than a record of the Kinesis stream may "
    "be. Raise its maximum record size.",
    "CLUSTER_CMK_INACCESSIBLE": "The KMS key of the cluster cannot be used. Check that it is "
    "enabled and its policy.",
    "INTERNAL_ERROR": "AWS reports an internal error. If it stays, ask AWS Support.",
}


@dataclass(frozen=True, slots=True)
class Stream:
    """A change stream of a cluster."""

    identifier: str
    arn: str
    status: str
    created: datetime
    target: str = ""
    """The ARN of the Kinesis stream; empty if unknown."""
    role: str = ""
    """The ARN of the role that writes to it."""
    ordering: str = ""
    format: str = ""
    tags: Mapping[str, str] = field(default_factory=dict)
    failure: str = ""
    """AWS's code of what is wrong; usually empty."""
    failed_at: datetime | None = None
    access_error: str = ""
    """The sentence that says why the rest is unknown; usually empty."""

    @property
    def changing(self) -> bool:
        """True while it is created or deleted."""
        return self.status in ("CREATING", "DELETING")

    @property
    def explanation(self) -> str:
        """The problem and its remedy; empty if there is none."""
        if not self.failure:
            return ""
        return f"{self.failure}: {_FAILURES.get(self.failure, 'See the documentation of AWS.')}"


def create_stream(endpoint: Endpoint, target: str, role: str) -> Change:
    """Create a stream that sends the changes of a cluster to Kinesis.

    Args:
        endpoint: The cluster.
        target: The ARN of the Kinesis stream.
        role: The ARN of the role that Aurora DSQL assumes to write to it.

    Raises:
        ValueError: The message is a sentence for the user.
    """
    kinesis, writer = _KINESIS.fullmatch(target), _ROLE.fullmatch(role)
    if kinesis is None:
        raise ValueError("Give the ARN of a Kinesis stream: arn:aws:kinesis:…:stream/NAME.")
    if kinesis["region"] != endpoint.region:
        raise ValueError(f"The Kinesis stream must be in the cluster's region, {endpoint.region}.")
    if writer is None:
        raise ValueError("Give the ARN of the role that writes to it: arn:aws:iam::…:role/NAME.")
    if writer["account"] != kinesis["account"]:
        raise ValueError("The role and the Kinesis stream must be in the same account.")
    parameters = {
        "clusterIdentifier": endpoint.identifier,
        "targetDefinition": {"kinesis": {"streamArn": target, "roleArn": role}},
        "ordering": "UNORDERED",
        "format": "JSON",
    }
    call = Call("CreateStream", endpoint.region, parameters)
    return Change(f"Stream the changes of {endpoint.identifier} to Kinesis", (call,))


def delete_stream(endpoint: Endpoint, stream: Stream) -> Change:
    """Delete a stream of a cluster; the Kinesis stream stays."""
    parameters = {
        "clusterIdentifier": endpoint.identifier,
        "streamIdentifier": stream.identifier,
    }
    call = Call("DeleteStream", endpoint.region, parameters)
    return Change(f"Delete the stream {stream.identifier}; what is not sent yet is lost", (call,))

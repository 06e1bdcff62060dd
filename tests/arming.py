"""Faults of a sandbox, for as long as a block of a test lasts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import Request, urlopen

import boto3

from dsql_tui.sandbox.ready import Ready


@contextmanager
def armed(ready: Ready, **faults: Any) -> Iterator[None]:
    """Arm what `docs/sandbox.md` names, and disarm everything afterwards."""
    arm(ready, **faults)
    try:
        yield
    finally:
        disarm(ready)


def arm(ready: Ready, **faults: Any) -> None:
    """The same, until it is taken or disarmed."""
    urlopen(Request(_switches(ready), json.dumps(faults).encode())).close()


def disarm(ready: Ready) -> None:
    """Nothing goes wrong any more."""
    urlopen(Request(_switches(ready), method="DELETE")).close()


def _switches(ready: Ready) -> str:
    return f"{ready.env['AWS_ENDPOINT_URL_DSQL']}/sandbox"


@contextmanager
def denied(ready: Ready, role: str, *actions: str) -> Iterator[None]:
    """The policy of the first cluster denies an IAM role these actions meanwhile."""
    principal = {"AWS": f"arn:aws:iam::111122223333:role/{role}"}
    statement = {"Effect": "Deny", "Principal": principal, "Action": actions, "Resource": "*"}
    cluster = ready.clusters[0]
    client = boto3.client(
        "dsql",
        region_name=cluster.region,
        endpoint_url=ready.env["AWS_ENDPOINT_URL_DSQL"],
        aws_access_key_id=ready.env["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=ready.env["AWS_SECRET_ACCESS_KEY"],
    )
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    client.put_cluster_policy(identifier=cluster.identifier, policy=policy)
    try:
        yield
    finally:
        client.delete_cluster_policy(identifier=cluster.identifier)

"""Faults of a sandbox."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import Request, urlopen

import boto3

from dsql_tui.sandbox.ready import Ready


@contextmanager
def inject_faults(ready: Ready, **faults: Any) -> Iterator[None]:
    """Arm faults for a block, and disarm all faults after it.

    Args:
        ready: The sandbox.
        **faults: Faults that `docs/sandbox.md` describes.
    """
    set_faults(ready, **faults)
    try:
        yield
    finally:
        clear_faults(ready)


def set_faults(ready: Ready, **faults: Any) -> None:
    """Arm faults until they have happened or are disarmed."""
    urlopen(Request(_switches(ready), json.dumps(faults).encode())).close()


def clear_faults(ready: Ready) -> None:
    """Disarm all faults."""
    urlopen(Request(_switches(ready), method="DELETE")).close()


def _switches(ready: Ready) -> str:
    return f"{ready.env['AWS_ENDPOINT_URL_DSQL']}/sandbox"


@contextmanager
def deny_actions(ready: Ready, role: str, *actions: str) -> Iterator[None]:
    """For a block, deny actions to an IAM role in the policy of the first cluster."""
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

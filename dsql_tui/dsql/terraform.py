"""A cluster as a Terraform configuration.

https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/dsql_cluster
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from dsql_tui.dsql.changes import ClusterSpec

_PROVIDER = """\
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 6.0"
    }
  }
}
"""


def render_terraform(spec: ClusterSpec) -> str:
    """Return the configuration; a multi-Region cluster has two clusters and their peerings."""
    parts = ["# terraform init && terraform apply", "", _PROVIDER]
    if spec.policy:
        parts += ["# The policy is not included: set it with aws dsql put-cluster-policy.", ""]
    ends = {"cluster": spec.region, **({"peer": spec.peer} if spec.peer else {})}
    for name, region in ends.items():
        parts += _write_cluster(spec, name, region)
    for name, other in (("cluster", "peer"), ("peer", "cluster")) if spec.peer else ():
        parts += [
            f'resource "aws_dsql_cluster_peering" "{name}" {{',
            *([f"  provider       = aws.{name}"] if name == "peer" else []),
            f"  identifier     = aws_dsql_cluster.{name}.identifier",
            f"  clusters       = [aws_dsql_cluster.{other}.arn]",
            f"  witness_region = {_quote(spec.witness)}",
            "}",
            "",
        ]
    return "\n".join(parts)


def _write_cluster(spec: ClusterSpec, name: str, region: str) -> Iterator[str]:
    """Yield the lines of a provider and a cluster."""
    is_peer = name == "peer"
    yield 'provider "aws" {'
    if is_peer:
        yield f"  alias  = {_quote(name)}"
    yield f"  region = {_quote(region)}"
    yield "}\n"
    yield f'resource "aws_dsql_cluster" "{name}" {{'
    if is_peer:
        yield "  provider                    = aws.peer"
    yield f"  deletion_protection_enabled = {json.dumps(spec.protected)}"
    if spec.key:
        yield f"  kms_encryption_key          = {_quote(spec.key)}"
    if spec.witness:
        yield f"  multi_region_properties {{\n    witness_region = {_quote(spec.witness)}\n  }}"
    tags = {**({"Name": spec.name} if spec.name else {}), **spec.tags}
    if tags:
        yield "  tags = {"
        yield from (f"    {_quote(key)} = {_quote(value)}" for key, value in tags.items())
        yield "  }"
    yield "}\n"


def _quote(text: str) -> str:
    """Return a string without interpolation; other characters than ASCII are escaped."""
    return json.dumps(text).replace("${", "$${").replace("%{", "%%{")

"""A cluster as a CloudFormation template.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dsql-cluster.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from dsql_tui.dsql.changes import ClusterSpec

_FILE = "cluster.yaml"

_OUTPUTS = {
    "Identifier": {"Value": {"Ref": "Cluster"}},
    "Endpoint": {"Value": {"Fn::GetAtt": ["Cluster", "Endpoint"]}},
    "Arn": {"Value": {"Fn::GetAtt": ["Cluster", "ResourceArn"]}},
}


def render_template(spec: ClusterSpec) -> str:
    """Return the template in YAML, with comments that say how to deploy it.

    A multi-Region cluster is one template, deployed twice in each of its two regions: the
    clusters can name each other only when both exist.
    """
    document = _multi_region(spec) if spec.peer else _single(spec)
    comments = "\n".join(f"# {line}".rstrip() for line in _instructions(spec))
    return f"{comments}\n{_yaml(document)}"


def _single(spec: ClusterSpec) -> dict[str, Any]:
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"The Aurora DSQL cluster {spec.name}".rstrip(),
        "Resources": {"Cluster": _resource(_properties(spec))},
        "Outputs": _OUTPUTS,
    }


def _multi_region(spec: ClusterSpec) -> dict[str, Any]:
    linked = {
        "WitnessRegion": {"Ref": "WitnessRegion"},
        "Clusters": {"Fn::If": ["Linking", {"Ref": "Clusters"}, {"Ref": "AWS::NoValue"}]},
    }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"A peer of the multi-Region Aurora DSQL cluster {spec.name}".rstrip(),
        "Parameters": {
            "WitnessRegion": {"Type": "String", "Default": spec.witness},
            "Clusters": {
                "Type": "CommaDelimitedList",
                "Default": "",
                "Description": "The ARNs of both clusters; empty at first",
            },
        },
        "Conditions": {
            "Linking": {"Fn::Not": [{"Fn::Equals": [{"Fn::Join": ["", {"Ref": "Clusters"}]}, ""]}]}
        },
        "Resources": {"Cluster": _resource({**_properties(spec), "MultiRegionProperties": linked})},
        "Outputs": _OUTPUTS,
    }


def _resource(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the resource, which is kept when its stack is deleted."""
    return {
        "Type": "AWS::DSQL::Cluster",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": properties,
    }


def _properties(spec: ClusterSpec) -> dict[str, Any]:
    tags = {**({"Name": spec.name} if spec.name else {}), **spec.tags}
    properties: dict[str, Any] = {"DeletionProtectionEnabled": spec.protected}
    if spec.key:
        properties["KmsEncryptionKey"] = spec.key
    if spec.policy:
        properties["PolicyDocument"] = spec.policy
    if tags:
        properties["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
    return properties


def _instructions(spec: ClusterSpec) -> list[str]:
    deploy = f"aws cloudformation deploy --template-file {_FILE} --stack-name dsql"
    if not spec.peer:
        return ["Create the cluster:", f"  {deploy} --region {spec.region}"]
    regions = (spec.region, spec.peer)
    return [
        "Create both clusters, which then wait for each other as PENDING_SETUP:",
        *(f"  {deploy} --region {region}" for region in regions),
        "Read both ARNs:",
        *(
            "  aws cloudformation describe-stacks --stack-name dsql --query "
            f"'Stacks[0].Outputs' --region {region}"
            for region in regions
        ),
        "Link the clusters:",
        *(
            f"  {deploy} --region {region} --parameter-overrides Clusters=ARN,ARN"
            for region in regions
        ),
    ]


def _yaml(value: Mapping[str, Any]) -> str:
    """Write mappings in YAML's block style, and everything else as JSON, which is YAML too."""
    return "\n".join(_lines(value, "")) + "\n"


def _lines(mapping: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in mapping.items():
        if isinstance(value, dict) and not _is_function(value):
            yield f"{indent}{key}:"
            yield from _lines(value, indent + "  ")
        elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            yield f"{indent}{key}:"
            yield from (f"{indent}  - {_scalar(one)}" for one in value)
        else:
            yield f"{indent}{key}: {_scalar(value)}"


def _is_function(value: Mapping[str, Any]) -> bool:
    """Return true for a function of CloudFormation, which reads best on one line."""
    return len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::"))


def _scalar(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return "".join(each if each.isprintable() else _escape(each) for each in text)


def _escape(character: str) -> str:
    return f"\\u{ord(character):04x}" if ord(character) < 0x10000 else f"\\U{ord(character):08x}"

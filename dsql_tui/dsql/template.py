"""A cluster as a CloudFormation template, to be made again with what it is made of.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dsql-cluster.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from dsql_tui.dsql.changes import Wish

_FILE = "cluster.yaml"

_OUTPUTS = {
    "Identifier": {"Value": {"Ref": "Cluster"}},
    "Endpoint": {"Value": {"Fn::GetAtt": ["Cluster", "Endpoint"]}},
    "Arn": {"Value": {"Fn::GetAtt": ["Cluster", "ResourceArn"]}},
}


def template(wish: Wish) -> str:
    """The template in YAML, with how it is deployed in comments above.

    A multi-Region cluster is one template, deployed twice in each of its two regions: the ends
    can name each other only once both are there.
    """
    document = _linked(wish) if wish.peer else _single(wish)
    comments = "\n".join(f"# {line}".rstrip() for line in _how(wish))
    return f"{comments}\n{_yaml(document)}"


def _single(wish: Wish) -> dict[str, Any]:
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"The Aurora DSQL cluster {wish.name}".rstrip(),
        "Resources": {"Cluster": _resource(_properties(wish))},
        "Outputs": _OUTPUTS,
    }


def _linked(wish: Wish) -> dict[str, Any]:
    linked = {
        "WitnessRegion": {"Ref": "WitnessRegion"},
        "Clusters": {"Fn::If": ["Linking", {"Ref": "Clusters"}, {"Ref": "AWS::NoValue"}]},
    }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"One end of the multi-Region Aurora DSQL cluster {wish.name}".rstrip(),
        "Parameters": {
            "WitnessRegion": {"Type": "String", "Default": wish.witness},
            "Clusters": {
                "Type": "CommaDelimitedList",
                "Default": "",
                "Description": "The ARNs of both ends; empty at first",
            },
        },
        "Conditions": {
            "Linking": {"Fn::Not": [{"Fn::Equals": [{"Fn::Join": ["", {"Ref": "Clusters"}]}, ""]}]}
        },
        "Resources": {"Cluster": _resource({**_properties(wish), "MultiRegionProperties": linked})},
        "Outputs": _OUTPUTS,
    }


def _resource(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Kept when its stack goes: a template must never be what deletes a database."""
    return {
        "Type": "AWS::DSQL::Cluster",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": properties,
    }


def _properties(wish: Wish) -> dict[str, Any]:
    tags = {**({"Name": wish.name} if wish.name else {}), **wish.tags}
    properties: dict[str, Any] = {"DeletionProtectionEnabled": wish.protected}
    if wish.key:
        properties["KmsEncryptionKey"] = wish.key
    if wish.policy:
        properties["PolicyDocument"] = wish.policy
    if tags:
        properties["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
    return properties


def _how(wish: Wish) -> list[str]:
    deploy = f"aws cloudformation deploy --template-file {_FILE} --stack-name dsql"
    if not wish.peer:
        return ["Make it:", f"  {deploy} --region {wish.region}"]
    regions = (wish.region, wish.peer)
    return [
        "Make both ends, which then wait for each other as PENDING_SETUP:",
        *(f"  {deploy} --region {region}" for region in regions),
        "Read the ARN of each:",
        *(
            "  aws cloudformation describe-stacks --stack-name dsql --query "
            f"'Stacks[0].Outputs' --region {region}"
            for region in regions
        ),
        "Then link them:",
        *(
            f"  {deploy} --region {region} --parameter-overrides Clusters=ARN,ARN"
            for region in regions
        ),
    ]


def _yaml(value: Mapping[str, Any]) -> str:
    """Mappings in YAML's block style, all else as JSON, which is YAML too."""
    return "\n".join(_lines(value, "")) + "\n"


def _lines(mapping: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in mapping.items():
        if isinstance(value, dict) and not _flat(value):
            yield f"{indent}{key}:"
            yield from _lines(value, indent + "  ")
        elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            yield f"{indent}{key}:"
            yield from (f"{indent}  - {_scalar(one)}" for one in value)
        else:
            yield f"{indent}{key}: {_scalar(value)}"


def _flat(value: Mapping[str, Any]) -> bool:
    """Is it a function of CloudFormation's, which reads best on one line?"""
    return len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::"))


def _scalar(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return "".join(sign if sign.isprintable() else _escaped(sign) for sign in text)


def _escaped(sign: str) -> str:
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"

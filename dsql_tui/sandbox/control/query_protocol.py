"""AWS's older protocol, the only one of STS: forms in, XML out.

https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4
from xml.etree.ElementTree import Element, SubElement, tostring

CONTENT_TYPE = "text/xml"


def parse_form(body: bytes) -> dict[str, Any]:
    """Parse a form: dotted names become dicts, and `member.1`, `member.2` become lists."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(body.decode(errors="replace"), keep_blank_values=True):
        *path, last = name.split(".")
        here = tree
        for step in path:
            here = here.setdefault(step, {})
            if not isinstance(here, dict):
                break
        else:
            here[last] = value
    return {name: _fold_lists(value) for name, value in tree.items()}


def build_answer(action: str, namespace: str, result: Mapping[str, Any]) -> bytes:
    """Build the document with a result."""
    root = Element(f"{action}Response", xmlns=namespace)
    _write(SubElement(root, f"{action}Result"), result)
    _write(SubElement(root, "ResponseMetadata"), {"RequestId": str(uuid4())})
    return tostring(root)


def build_error(code: str, message: str, namespace: str) -> bytes:
    """Build the document with an error of the caller."""
    root = Element("ErrorResponse", xmlns=namespace)
    _write(SubElement(root, "Error"), {"Type": "Sender", "Code": code, "Message": message})
    _write(root, {"RequestId": str(uuid4())})
    return tostring(root)


def _fold_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    members = value.get("member")
    if isinstance(members, dict) and all(key.isdecimal() for key in members):
        return [_fold_lists(members[key]) for key in sorted(members, key=int)]
    return {name: _fold_lists(item) for name, item in value.items()}


def _write(element: Element, value: Any) -> None:
    if isinstance(value, Mapping):
        for name, item in value.items():
            _write(SubElement(element, name), item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _write(SubElement(element, "member"), item)
    elif isinstance(value, datetime):
        element.text = value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    else:
        element.text = str(value)

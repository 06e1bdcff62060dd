"""AWS's binary protocol, which newer clients of CloudWatch speak: CBOR in, CBOR out.

https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

CONTENT_TYPE = "application/cbor"
HEADERS = {"smithy-protocol": "rpc-v2-cbor"}
"""The headers of an answer."""

_ERROR = "Error"


def parse_body(body: bytes) -> Any:
    """Parse the body of a call.

    Raises:
        ValueError: it is not CBOR.
    """
    # Older versions of botocore do not have this protocol; their clients do not use it either.
    from botocore.parsers import ResponseParserError, RpcV2CBORParser

    parser = RpcV2CBORParser()
    try:
        return parser.parse_data_item(parser.get_peekable_stream_from_bytes(body))
    except (ResponseParserError, OverflowError, RecursionError) as problem:
        raise ValueError("the body is not CBOR") from problem


def build_answer(service: str, operation: str, result: Mapping[str, Any]) -> bytes:
    """Build the body of an answer; `service` is botocore's name."""
    return _serialize(service, operation, result)


def build_error(service: str, code: str, message: str) -> bytes:
    """Build the body of an error."""
    return _serialize(service, _ERROR, {"__type": code, "message": message})


def _serialize(service: str, operation: str, value: Mapping[str, Any]) -> bytes:
    from botocore.serialize import RpcV2CBORSerializer

    model = _load_model(service).operation_model(operation)
    body: bytes = RpcV2CBORSerializer().serialize_to_request(value, model)["body"]
    return bytes(body)


@cache
def _load_model(service: str) -> Any:
    """Return botocore's model with the output of each operation as its input.

    botocore serializes inputs only.
    """
    from botocore.loaders import Loader
    from botocore.model import ServiceModel

    model = Loader().load_service_model(service, "service-2")
    model["shapes"][_ERROR] = {
        "type": "structure",
        "members": {name: {"shape": "_Text"} for name in ("__type", "message")},
    }
    model["shapes"]["_Text"] = {"type": "string"}
    operations = {**model["operations"], _ERROR: {"output": {"shape": _ERROR}}}
    model["operations"] = {
        name: {
            "name": name,
            "http": {"method": "POST", "requestUri": "/"},
            "input": known["output"],
        }
        for name, known in operations.items()
        if "output" in known
    }
    return ServiceModel(model)

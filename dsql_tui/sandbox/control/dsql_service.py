"""The service `dsql`: requests of boto3's client in, answers out.

https://docs.aws.amazon.com/aurora-dsql/latest/APIReference/
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from dsql_tui.sandbox.control import cluster_operations, policies_and_tags, stream_operations
from dsql_tui.sandbox.control.api_model import Model, read_parameters
from dsql_tui.sandbox.control.calls import Call, Caller, Reply, Request
from dsql_tui.sandbox.control.sample_clusters import build_arn
from dsql_tui.sandbox.state import policies
from dsql_tui.sandbox.state.api_error import ApiError
from dsql_tui.sandbox.state.clusters import Registry

SERVICE = "dsql"

Operation = Callable[[Registry, Call], dict[str, Any]]

OPERATIONS: Mapping[str, Operation] = {
    "ListClusters": cluster_operations.list_clusters,
    "GetCluster": cluster_operations.get_cluster,
    "CreateCluster": cluster_operations.create_cluster,
    "UpdateCluster": cluster_operations.update_cluster,
    "DeleteCluster": cluster_operations.delete_cluster,
    "CreateStream": stream_operations.create_stream,
    "GetStream": stream_operations.get_stream,
    "ListStreams": stream_operations.list_streams,
    "DeleteStream": stream_operations.delete_stream,
    "GetVpcEndpointServiceName": cluster_operations.get_vpc_endpoint_service_name,
    "GetClusterPolicy": policies_and_tags.get_cluster_policy,
    "PutClusterPolicy": policies_and_tags.put_cluster_policy,
    "DeleteClusterPolicy": policies_and_tags.delete_cluster_policy,
    "TagResource": policies_and_tags.tag_resource,
    "UntagResource": policies_and_tags.untag_resource,
    "ListTagsForResource": policies_and_tags.list_tags_for_resource,
}

_MAX_TOKENS = 1000
"""Client tokens that are remembered."""


class DsqlService:
    """The service `dsql`."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._model = Model(SERVICE)
        self._lock = threading.Lock()
        self._answers: OrderedDict[tuple[str, ...], tuple[str, dict[str, Any]]] = OrderedDict()
        """The request and answer of each client token."""

    def answer(self, request: Request, caller: Caller) -> Reply:
        """Answer a call.

        Raises:
            ApiError: it is unknown, malformed, not allowed or not possible.
        """
        operation, blanks = self._model.route(request)
        perform = OPERATIONS.get(operation.name)
        if perform is None:
            raise ApiError(404, "UnknownOperationException", f"The sandbox has no {operation.name}")
        call = Call(caller.identity, caller.region, read_parameters(operation, blanks, request))
        _authorize(self._registry, operation.name, call)
        return _reply(200, self._call_once(operation.name, perform, call))

    def answer_error(self, error: ApiError, request: Request) -> Reply:
        """Answer a call that failed."""
        details = dict(error.details)
        headers = {"x-amzn-ErrorType": error.name}
        if (seconds := details.pop("retryAfterSeconds", None)) is not None:
            headers["Retry-After"] = str(seconds)
        return _reply(error.status, {"message": str(error), **details}, headers)

    def _call_once(self, name: str, perform: Operation, call: Call) -> dict[str, Any]:
        """Perform a call, unless its client token has been used: then repeat the answer."""
        token = call.parameters.get("clientToken")
        if token is None:
            return perform(self._registry, call)
        key = (call.identity.account, call.region, name, token)
        asked = json.dumps(call.parameters, sort_keys=True)
        with self._lock:
            before, answer = self._answers.get(key, (asked, None))
            if before != asked:
                raise ApiError(
                    409,
                    "ConflictException",
                    "The client token was used before, with other parameters",
                )
            if answer is None:
                answer = perform(self._registry, call)
                self._answers[key] = (asked, answer)
                while len(self._answers) > _MAX_TOKENS:
                    self._answers.popitem(last=False)
            return answer


def _authorize(registry: Registry, name: str, call: Call) -> None:
    resource = _resource(name, call)
    record = registry.find_by_arn(resource.partition("/stream/")[0])
    for action in (name, *_list_extra_actions(name, call.parameters)):
        if denial := policies.find_denial(call.identity, f"{SERVICE}:{action}", resource, record):
            raise ApiError(403, "AccessDeniedException", denial)


def _list_extra_actions(name: str, given: Mapping[str, Any]) -> list[str]:
    """Return the other actions that need a permission, as AWS lists them for each operation."""
    if name not in ("CreateCluster", "UpdateCluster"):
        return []
    linked = given.get("multiRegionProperties") or {}
    needed = {
        "TagResource": given.get("tags"),
        "PutClusterPolicy": given.get("policy"),
        "PutMultiRegionProperties": linked,
        "PutWitnessRegion": linked.get("witnessRegion"),
        "AddPeerCluster": linked.get("clusters"),
    }
    return [action for action, wanted in needed.items() if wanted]


def _resource(name: str, call: Call) -> str:
    """Return the ARN that the permission is needed for."""
    if name == "ListClusters":
        return "*"
    if arn := call.parameters.get("resourceArn"):
        return str(arn)
    given = call.parameters
    identifier = given.get("identifier") or given.get("clusterIdentifier", "*")
    arn = build_arn(identifier, call.region, call.identity.account)
    stream = given.get("streamIdentifier")
    return f"{arn}/stream/{stream}" if stream else arn


def _reply(status: int, answer: dict[str, Any], headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, "application/json", json.dumps(answer).encode(), headers or {})

"""The control plane's protocol: a request of boto3's `dsql` client in, its answer out.

https://docs.aws.amazon.com/aurora-dsql/latest/APIReference/
"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from dsql_tui.sandbox.control import attachments, operations
from dsql_tui.sandbox.control.calls import Call, Caller, Reply, Request
from dsql_tui.sandbox.control.samples import arn_of
from dsql_tui.sandbox.control.shapes import Model, parameters
from dsql_tui.sandbox.world import policies
from dsql_tui.sandbox.world.clusters import Registry
from dsql_tui.sandbox.world.fault import Fault

SERVICE = "dsql"

Operation = Callable[[Registry, Call], dict[str, Any]]

OPERATIONS: Mapping[str, Operation] = {
    "ListClusters": operations.list_clusters,
    "GetCluster": operations.get_cluster,
    "CreateCluster": operations.create_cluster,
    "UpdateCluster": operations.update_cluster,
    "DeleteCluster": operations.delete_cluster,
    "GetVpcEndpointServiceName": operations.get_vpc_endpoint_service_name,
    "GetClusterPolicy": attachments.get_cluster_policy,
    "PutClusterPolicy": attachments.put_cluster_policy,
    "DeleteClusterPolicy": attachments.delete_cluster_policy,
    "TagResource": attachments.tag_resource,
    "UntagResource": attachments.untag_resource,
    "ListTagsForResource": attachments.list_tags_for_resource,
}

_REMEMBERED = 1000
"""Client tokens."""


class Control:
    """Answers calls of the service `dsql`."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._model = Model(SERVICE)
        self._lock = threading.Lock()
        self._answers: OrderedDict[tuple[str, ...], tuple[str, dict[str, Any]]] = OrderedDict()
        """What was answered under each client token, and to what."""

    def answer(self, request: Request, caller: Caller) -> Reply:
        """Do what is asked.

        Raises:
            Fault: it is not there, not well-formed, not allowed, or not possible.
        """
        operation, blanks = self._model.route(request)
        perform = OPERATIONS.get(operation.name)
        if perform is None:
            raise Fault(404, "UnknownOperationException", f"The sandbox has no {operation.name}")
        call = Call(caller.identity, caller.region, parameters(operation, blanks, request))
        _authorize(self._registry, operation.name, call)
        return _reply(200, self._once(operation.name, perform, call))

    def refuse(self, fault: Fault, request: Request) -> Reply:
        """The answer to a call that failed."""
        details = dict(fault.details)
        headers = {"x-amzn-ErrorType": fault.name}
        if (seconds := details.pop("retryAfterSeconds", None)) is not None:
            headers["Retry-After"] = str(seconds)
        return _reply(fault.status, {"message": str(fault), **details}, headers)

    def _once(self, name: str, perform: Operation, call: Call) -> dict[str, Any]:
        """A repeated client token gets the answer that it got before, and nothing is done again."""
        token = call.parameters.get("clientToken")
        if token is None:
            return perform(self._registry, call)
        key = (call.identity.account, call.region, name, token)
        asked = json.dumps(call.parameters, sort_keys=True)
        with self._lock:
            before, answer = self._answers.get(key, (asked, None))
            if before != asked:
                raise Fault(
                    409,
                    "ConflictException",
                    "The client token was used before, with other parameters",
                )
            if answer is None:
                answer = perform(self._registry, call)
                self._answers[key] = (asked, answer)
                while len(self._answers) > _REMEMBERED:
                    self._answers.popitem(last=False)
            return answer


def _authorize(registry: Registry, name: str, call: Call) -> None:
    resource = _resource(name, call)
    place = registry.by_arn(resource)
    for action in (name, *_further_actions(name, call.parameters)):
        if told := policies.refusal(call.identity, f"{SERVICE}:{action}", resource, place):
            raise Fault(403, "AccessDeniedException", told)


def _further_actions(name: str, given: Mapping[str, Any]) -> list[str]:
    """What else takes a permission; AWS lists it with each operation."""
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
    """The ARN that the permission is needed for."""
    if name == "ListClusters":
        return "*"
    if arn := call.parameters.get("resourceArn"):
        return str(arn)
    return arn_of(call.parameters.get("identifier", "*"), call.region, call.identity.account)


def _reply(status: int, answer: dict[str, Any], headers: Mapping[str, str] | None = None) -> Reply:
    return Reply(status, "application/json", json.dumps(answer).encode(), headers or {})

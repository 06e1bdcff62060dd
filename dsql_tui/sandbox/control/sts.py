"""STS: who am I?

https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
"""

from __future__ import annotations

from dsql_tui.sandbox.control import query
from dsql_tui.sandbox.control.calls import Caller, Reply, Request
from dsql_tui.sandbox.world.fault import Fault

SERVICE = "sts"

_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
_NAMES = {"UnrecognizedClientException": "InvalidClientTokenId"}
"""What STS calls an error that other services have another name for."""


class Sts:
    """Answers calls of the service `sts`: the one that takes no permission."""

    def answer(self, request: Request, caller: Caller) -> Reply:
        """Do what is asked.

        Raises:
            Fault: it is anything else.
        """
        action = query.parse(request.body).get("Action")
        if action != "GetCallerIdentity":
            raise Fault(400, "InvalidAction", f"The sandbox has no operation {action}")
        identity = caller.identity
        told = {"UserId": identity.user_id, "Account": identity.account, "Arn": identity.arn}
        return Reply(200, query.KIND, query.answer(action, _NAMESPACE, told))

    def refuse(self, fault: Fault, request: Request) -> Reply:
        """The answer to a call that failed."""
        name = _NAMES.get(fault.name, fault.name.removesuffix("Exception"))
        return Reply(fault.status, query.KIND, query.error(name, str(fault), _NAMESPACE))

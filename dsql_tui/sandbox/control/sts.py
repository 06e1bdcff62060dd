"""STS: who am I, and may I be somebody else?

https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from dsql_tui.sandbox.control import query
from dsql_tui.sandbox.control.calls import Caller, Reply, Request
from dsql_tui.sandbox.world.fault import Fault
from dsql_tui.sandbox.world.identities import EVERYBODY, Identity

SERVICE = "sts"

WRONG_CODE = "000000"
"""The one code of an MFA device that is not taken."""

_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
_NAMES = {"UnrecognizedClientException": "InvalidClientTokenId"}
"""What STS calls an error that other services have another name for."""
_HOUR = 3600


class Sts:
    """Answers calls of the service `sts`: the one that takes no permission, and AssumeRole."""

    def answer(self, request: Request, caller: Caller) -> Reply:
        """Do what is asked.

        Raises:
            Fault: it is anything else, or not allowed.
        """
        asked = query.parse(request.body)
        action = asked.get("Action")
        if action == "GetCallerIdentity":
            identity = caller.identity
            told = {"UserId": identity.user_id, "Account": identity.account, "Arn": identity.arn}
        elif action == "AssumeRole":
            told = _assumed(asked, caller.identity)
        else:
            raise Fault(400, "InvalidAction", f"The sandbox has no operation {action}")
        return Reply(200, query.KIND, query.answer(action, _NAMESPACE, told))

    def refuse(self, fault: Fault, request: Request) -> Reply:
        """The answer to a call that failed."""
        name = _NAMES.get(fault.name, fault.name.removesuffix("Exception"))
        return Reply(fault.status, query.KIND, query.error(name, str(fault), _NAMESPACE))


def _assumed(asked: Mapping[str, Any], caller: Identity) -> dict[str, Any]:
    """The keys of a role of the caller's own account, which trusts everybody there."""
    arn = asked.get("RoleArn")
    role = next((each for each in EVERYBODY if each.session_token and each.principal == arn), None)
    if role is None or role.account != caller.account:
        raise Fault(
            403,
            "AccessDeniedException",
            f"User: {caller.arn} is not authorized to perform: sts:AssumeRole on resource: {arn}",
        )
    if "SerialNumber" in asked and asked.get("TokenCode") in (None, "", WRONG_CODE):
        raise Fault(
            403,
            "AccessDeniedException",
            "MultiFactorAuthentication failed with invalid MFA one time pass code. ",
        )
    ends = datetime.now(timezone.utc) + timedelta(seconds=int(asked.get("DurationSeconds", _HOUR)))
    return {
        "Credentials": {
            "AccessKeyId": role.access_key,
            "SecretAccessKey": role.secret_key,
            "SessionToken": role.session_token,
            "Expiration": ends,
        },
        "AssumedRoleUser": {"AssumedRoleId": role.user_id, "Arn": role.arn},
    }

"""STS: the caller's identity, and roles to assume.

https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html

https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from dsql_tui.sandbox.control import query_protocol
from dsql_tui.sandbox.control.calls import Caller, Reply, Request
from dsql_tui.sandbox.state.api_error import ApiError
from dsql_tui.sandbox.state.identities import EVERYBODY, Identity

SERVICE = "sts"

WRONG_CODE = "000000"
"""The only code of an MFA device that is rejected."""

_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
_NAMES = {"UnrecognizedClientException": "InvalidClientTokenId"}
"""STS's names for errors that other services name differently."""
_HOUR = 3600


class Sts:
    """The service `sts`: GetCallerIdentity, which needs no permission, and AssumeRole."""

    def answer(self, request: Request, caller: Caller) -> Reply:
        """Answer a call.

        Raises:
            ApiError: it is unknown or not allowed.
        """
        asked = query_protocol.parse_form(request.body)
        action = asked.get("Action")
        if action == "GetCallerIdentity":
            identity = caller.identity
            result = {"UserId": identity.user_id, "Account": identity.account, "Arn": identity.arn}
        elif action == "AssumeRole":
            result = _assume_role(asked, caller.identity)
        else:
            raise ApiError(400, "InvalidAction", f"The sandbox has no operation {action}")
        return Reply(
            200,
            query_protocol.CONTENT_TYPE,
            query_protocol.build_answer(action, _NAMESPACE, result),
        )

    def answer_error(self, error: ApiError, request: Request) -> Reply:
        """Answer a call that failed."""
        name = _NAMES.get(error.name, error.name.removesuffix("Exception"))
        return Reply(
            error.status,
            query_protocol.CONTENT_TYPE,
            query_protocol.build_error(name, str(error), _NAMESPACE),
        )


def _assume_role(asked: Mapping[str, Any], caller: Identity) -> dict[str, Any]:
    """Return the keys of a role in the caller's account, which everybody there may assume."""
    arn = asked.get("RoleArn")
    role = next((each for each in EVERYBODY if each.session_token and each.principal == arn), None)
    if role is None or role.account != caller.account:
        raise ApiError(
            403,
            "AccessDeniedException",
            f"User: {caller.arn} is not authorized to perform: sts:AssumeRole on resource: {arn}",
        )
    if "SerialNumber" in asked and asked.get("TokenCode") in (None, "", WRONG_CODE):
        raise ApiError(
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

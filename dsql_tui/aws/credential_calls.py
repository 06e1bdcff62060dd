"""The calls of AWS that botocore makes for credentials, so that their errors name the profile."""

from __future__ import annotations

from threading import local
from typing import Any

OPERATIONS = (
    "AssumeRole",
    "AssumeRoleWithWebIdentity",
    "CreateOAuth2Token",
    "CreateToken",
    "GetRoleCredentials",
)


class CredentialCalls(local):
    """The last call for credentials in this thread."""

    role_arn = ""
    """The role that was asked for last."""
    pending = ""
    """The operation that AWS has not answered; empty if there is none."""

    def watch(self, core: Any) -> None:
        """Watch the calls of each client that a session of botocore creates."""
        core.register("before-parameter-build", self._note_call)
        core.register("after-call", self._note_answer)

    def _note_call(self, params: dict[str, Any], model: Any, **_more: Any) -> None:
        self.pending = model.name if model.name in OPERATIONS else ""
        if self.pending:
            self.role_arn = str(params.get("RoleArn", ""))

    def _note_answer(self, **_more: Any) -> None:
        self.pending = ""

"""AWS IAM GRANT and REVOKE, which PostgreSQL does not have.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/using-database-and-iam-roles.html
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dsql_tui.events import ServerError
from dsql_tui.sandbox.rules.shape import Shape, quote_literal

_FORM = re.compile(r"aws iam (?P<verb>grant|revoke) (?P<role>\S+) (?:to|from) (?P<arn>'\d+')$")
_ARN = re.compile(r"arn:aws[\w-]*:(?:iam|sts)::\d{12}:(?:role|user|assumed-role)/\S+")


class IamGrant(NamedTuple):
    """A database role that an identity gets or loses."""

    verb: str
    role: str
    arn: str

    @property
    def call(self) -> str:
        """The call that PostgreSQL runs instead."""
        role, arn = quote_literal(self.role), quote_literal(self.arn)
        return f"CALL pg_catalog.pg_dsql_iam_{self.verb}({role}, {arn})"

    @property
    def tag(self) -> str:
        """The command tag; a cluster's is not published."""
        return f"AWS IAM {self.verb.upper()}"


def read(shape: Shape) -> IamGrant | None:
    """Parse an AWS IAM GRANT or REVOKE; return `None` for a syntax error."""
    form = _FORM.match(shape.top.text)
    if form is None:
        return None
    arn = shape.string(shape.top.token(form.start("arn")))
    role = shape.name(shape.top.token(form.start("role")))
    return None if arn is None else IamGrant(form["verb"], role, arn)


def find_error(trust: IamGrant) -> ServerError | None:
    """Return the error of an ARN that is not an identity's. Its SQLSTATE is not recorded."""
    return (
        None
        if _ARN.fullmatch(trust.arn)
        else ServerError("IAM role must look like an IAM ARN", "22023")
    )

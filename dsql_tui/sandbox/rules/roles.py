"""Who may be what: AWS IAM GRANT and REVOKE, which PostgreSQL does not have.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/using-database-and-iam-roles.html
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dsql_tui.events import Refusal
from dsql_tui.sandbox.rules.shape import Shape, literal

_FORM = re.compile(r"aws iam (?P<verb>grant|revoke) (?P<role>\S+) (?:to|from) (?P<arn>'\d+')$")
_ARN = re.compile(r"arn:aws[\w-]*:(?:iam|sts)::\d{12}:(?:role|user|assumed-role)/\S+")


class Trust(NamedTuple):
    """An identity that is given a database role, or loses it."""

    verb: str
    role: str
    arn: str

    @property
    def call(self) -> str:
        """What PostgreSQL runs instead."""
        return f"CALL sys.iam_{self.verb}({literal(self.role)}, {literal(self.arn)})"

    @property
    def tag(self) -> str:
        """The command tag; nobody has published a cluster's."""
        return f"AWS IAM {self.verb.upper()}"


def read(shape: Shape) -> Trust | None:
    """Read an AWS IAM GRANT or REVOKE; `None` where its form is wrong: a syntax error."""
    form = _FORM.match(shape.top.text)
    if form is None:
        return None
    arn = shape.string(shape.top.token(form.start("arn")))
    role = shape.name(shape.top.token(form.start("role")))
    return None if arn is None else Trust(form["verb"], role, arn)


def refusal(trust: Trust) -> Refusal | None:
    """The refusal of what is no ARN of an identity. The SQLSTATE is ours."""
    return (
        None
        if _ARN.fullmatch(trust.arn)
        else Refusal("IAM role must look like an IAM ARN", "22023")
    )

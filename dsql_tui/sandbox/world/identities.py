"""Who may sign: the AWS identities that exist in the sandbox, with keys that are none elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

ACCOUNT = "111122223333"
"""AWS's own example account, which the sample clusters belong to."""

OTHER_ACCOUNT = "444455556666"
"""Another of AWS's examples."""


@dataclass(frozen=True, slots=True)
class Identity:
    """An AWS identity, what it signs with, and what its policies allow."""

    name: str
    arn: str
    user_id: str
    access_key: str
    secret_key: str
    session_token: str = ""
    """Temporary credentials have one, and it has to come along."""
    allowed: tuple[str, ...] = ()
    """Patterns of actions, on everything in its own account."""

    @property
    def account(self) -> str:
        """The one that it belongs to."""
        return self.arn.split(":")[4]

    @property
    def principal(self) -> str:
        """The ARN that `AWS IAM GRANT` takes: of the role itself, where this is one assumed."""
        kind, _, rest = self.arn.split(":", 5)[5].partition("/")
        if kind != "assumed-role":
            return self.arn
        return f"arn:aws:iam::{self.account}:role/{rest.partition('/')[0]}"

    def may(self, action: str) -> bool:
        """Do its own policies allow this action, such as `dsql:GetCluster`?"""
        return any(fnmatchcase(action, pattern) for pattern in self.allowed)

    def environment(self) -> dict[str, str]:
        """How an AWS client comes to be this identity."""
        keys = {
            "AWS_ACCESS_KEY_ID": self.access_key,
            "AWS_SECRET_ACCESS_KEY": self.secret_key,
        }
        return {**keys, "AWS_SESSION_TOKEN": self.session_token} if self.session_token else keys


DEVELOPER = Identity(
    name="developer",
    arn=f"arn:aws:iam::{ACCOUNT}:user/developer",
    user_id="AIDADSQLSANDBOXDEVELOPER",
    access_key="DSQLSANDBOXDEVELOPER",
    secret_key="not-a-secret/for-the-dsql-tui-sandbox-only",
    allowed=("*",),
)
"""May do everything."""

READER = Identity(
    name="reader",
    arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/sandbox",
    user_id="AROADSQLSANDBOXREADER:sandbox",
    access_key="DSQLSANDBOXREADER",
    secret_key="not-a-secret/for-the-dsql-tui-sandbox-reader",
    session_token="not-a-secret/the-session-of-the-dsql-tui-sandbox-reader",
    allowed=("dsql:Get*", "dsql:List*", "dsql:DbConnect", "cloudwatch:GetMetricData"),
)
"""A role that was assumed: looks at everything, and opens sessions as custom roles only."""

NEWCOMER = Identity(
    name="newcomer",
    arn=f"arn:aws:iam::{ACCOUNT}:user/newcomer",
    user_id="AIDADSQLSANDBOXNEWCOMER",
    access_key="DSQLSANDBOXNEWCOMER",
    secret_key="not-a-secret/for-the-dsql-tui-sandbox-newcomer",
)
"""Has no permission yet."""

OUTSIDER = Identity(
    name="outsider",
    arn=f"arn:aws:iam::{OTHER_ACCOUNT}:user/outsider",
    user_id="AIDADSQLSANDBOXOUTSIDER",
    access_key="DSQLSANDBOXOUTSIDER",
    secret_key="not-a-secret/for-the-dsql-tui-sandbox-outsider",
    allowed=("*",),
)
"""May do everything, in another account."""

EVERYBODY = (DEVELOPER, READER, NEWCOMER, OUTSIDER)

IDENTITIES: Mapping[str, Identity] = {identity.access_key: identity for identity in EVERYBODY}
"""By access key."""

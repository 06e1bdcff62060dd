"""The AWS identities of the sandbox, whose keys are valid nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from secrets import token_urlsafe

ACCOUNT = "111122223333"
"""AWS's example account, which the sample clusters belong to."""

OTHER_ACCOUNT = "444455556666"
"""Another of AWS's example accounts."""


@dataclass(frozen=True, slots=True)
class Identity:
    """An AWS identity: the keys that it signs with, and what its policies allow."""

    name: str
    arn: str
    user_id: str
    access_key: str
    secret_key: str = field(default_factory=token_urlsafe, repr=False)
    """The secret key, new at each start: only the user who started the sandbox can sign."""
    session_token: str = field(default="", repr=False)
    """The session token of temporary credentials, which must come with each signature."""
    allowed: tuple[str, ...] = ()
    """Patterns of actions, for everything in its own account."""

    @property
    def account(self) -> str:
        """The account that it belongs to."""
        return self.arn.split(":")[4]

    @property
    def principal(self) -> str:
        """The ARN that `AWS IAM GRANT` takes: for an assumed role, that of the role."""
        kind, _, rest = self.arn.split(":", 5)[5].partition("/")
        if kind != "assumed-role":
            return self.arn
        return f"arn:aws:iam::{self.account}:role/{rest.partition('/')[0]}"

    def may(self, action: str) -> bool:
        """Return whether its own policies allow an action, such as `dsql:GetCluster`."""
        return any(fnmatchcase(action, pattern) for pattern in self.allowed)

    def environment(self) -> dict[str, str]:
        """Return the environment variables with its keys."""
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
    allowed=("*",),
)
"""An identity that may do everything."""

READER = Identity(
    name="reader",
    arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/reader/sandbox",
    user_id="AROADSQLSANDBOXREADER:sandbox",
    access_key="DSQLSANDBOXREADER",
    session_token=token_urlsafe(),
    allowed=(
        "dsql:Get*",
        "dsql:List*",
        "dsql:DbConnect",
        "cloudwatch:GetMetricData",
        "cloudwatch:ListMetrics",
    ),
)
"""An assumed role that may read everything, and open sessions as custom roles."""

NEWCOMER = Identity(
    name="newcomer",
    arn=f"arn:aws:iam::{ACCOUNT}:user/newcomer",
    user_id="AIDADSQLSANDBOXNEWCOMER",
    access_key="DSQLSANDBOXNEWCOMER",
)
"""An identity without any permission."""

OUTSIDER = Identity(
    name="outsider",
    arn=f"arn:aws:iam::{OTHER_ACCOUNT}:user/outsider",
    user_id="AIDADSQLSANDBOXOUTSIDER",
    access_key="DSQLSANDBOXOUTSIDER",
    allowed=("*",),
)
"""An identity of another account, where it may do everything."""

EVERYBODY = (DEVELOPER, READER, NEWCOMER, OUTSIDER)

IDENTITIES: Mapping[str, Identity] = {identity.access_key: identity for identity in EVERYBODY}
"""All identities by access key."""

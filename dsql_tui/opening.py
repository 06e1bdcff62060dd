"""How a session is opened: a token is signed now, for this opening and no other."""

from __future__ import annotations

from dataclasses import dataclass

from dsql_tui.aws.identity import Identity
from dsql_tui.aws.tokens import sign
from dsql_tui.db.session import Session
from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.route import Route


@dataclass(frozen=True, slots=True)
class Access:
    """All that it takes to open sessions of one database role on one cluster."""

    identity: Identity
    endpoint: Endpoint
    role: str
    route: Route

    def open(self) -> Session:
        """Sign a new token and open a session with it; blocks.

        Raises:
            AwsError: there are no credentials to sign with.
            OpeningRefused: the server said no, or was not reached.
        """
        token = sign(self.identity, self.endpoint, self.role, self.route.expires_in)
        return Session.open(self.endpoint, self.role, token, self.route)

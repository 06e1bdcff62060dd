"""How a session is opened: a token is signed now, for this opening and no other."""

from __future__ import annotations

from dataclasses import dataclass

from dsql_tui.aws.identity import Identity
from dsql_tui.aws.tokens import sign
from dsql_tui.db.catalog import CatalogRefused
from dsql_tui.db.session import Session
from dsql_tui.db.settings import restore, settings
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

    def renew(self, old: Session) -> tuple[Session, list[str]]:
        """Open a session to go on in, with the old one's settings, and close that; blocks.

        Also gives the names of settings that could not be carried over.

        Raises:
            AwsError, OpeningRefused, CatalogRefused: there is no new session; the old one is left
                as it is.
        """
        wanted = settings(old)
        new = self.open()
        try:
            missing = restore(new, wanted)
        except CatalogRefused:
            new.close()
            raise
        old.close()
        return new, missing

"""Opening of sessions, each with a new token."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

from dsql_tui.aws.identity import Identity
from dsql_tui.aws.tokens import sign
from dsql_tui.db.queries import CatalogError, fetch_rows
from dsql_tui.db.session import ConnectError, Session
from dsql_tui.db.settings import read_session_settings, restore_settings
from dsql_tui.dsql.conflict import ConflictList
from dsql_tui.dsql.denial import Denial, is_denied, is_expired
from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.profile import Environment, Profile
from dsql_tui.dsql.route import Route, check_route
from dsql_tui.events import ServerError

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Access:
    """The identity, the cluster, the role and the route that sessions are opened with."""

    identity: Identity
    endpoint: Endpoint
    role: str
    route: Route
    startup: tuple[str, ...] = ()
    """Statements that each new session runs first."""
    environment: Environment | None = None
    read_only: bool = False
    """True if transactions begin READ ONLY."""
    conflicts: ConflictList = field(default_factory=ConflictList, compare=False, repr=False)
    """The conflicts that were lost with this access."""

    @classmethod
    def from_profile(cls, profile: Profile, identity: Identity | None = None) -> Access:
        """Return the access that a profile describes, with another identity if one is given.

        Raises:
            ValueError: The profile names no cluster or an invalid route; the message is a
                sentence for the user.
        """
        check_route(profile.endpoint, profile.route)
        identity = identity or Identity(profile.aws_profile)
        return cls(
            identity,
            profile.endpoint,
            profile.role,
            profile.route,
            profile.startup,
            profile.environment,
            profile.read_only,
        )

    def to_profile(self, name: str) -> Profile:
        """Return a profile with this name for the same access."""
        endpoint, route = self.endpoint, self.route
        return Profile(
            name,
            f"{endpoint.identifier}@{endpoint.via}" if endpoint.via else endpoint.host,
            role=self.role,
            aws_profile=self.identity.profile,
            hostaddr=route.hostaddr,
            port=route.port,
            ipv4=route.ipv4,
            sslmode="require" if route.sslmode == "require" else "verify-full",
            sslrootcert=route.sslrootcert,
            expires_in=route.expires_in,
            environment=self.environment,
            read_only=self.read_only,
            statements=self.startup,
        )

    @property
    def facts(self) -> dict[str, str]:
        """The connection, as names and values for people."""
        route = self.route
        facts = {
            "endpoint": self.endpoint.host,
            "region": self.endpoint.region,
            "database role": self.role,
            "AWS profile": self.identity.profile or "",
            "through": f"{route.hostaddr} port {route.port}" if route.hostaddr else "",
            "TLS": route.sslmode,
        }
        return {name: fact for name, fact in facts.items() if fact}

    def open(self) -> Session:
        """Sign a new token and open a session with it; blocks.

        If access is denied, credentials are looked up again, because another program may have
        written new ones. The error then has the facts to compare.

        Raises:
            AwsError: There are no credentials to sign with.
            ConnectError: The server refused the session or was not reached.
        """
        try:
            return self._open()
        except ConnectError as refused:
            error = refused.error
            if not is_denied(error):
                raise
        logger.info("access denied: looking credentials up again")
        if self.identity.reload_credentials() or is_expired(error):
            try:
                return self._open()
            except ConnectError as again:
                error = again.error
        raise ConnectError(self._add_facts(error))

    def _open(self) -> Session:
        token = sign(self.identity, self.endpoint, self.role, self.route.expires_in)
        session = Session.open(self.endpoint, self.role, token, self.route)
        statement = ""
        try:
            for statement in self.startup:
                fetch_rows(session.run(statement))
        except CatalogError as error:
            session.close()
            words = f"{error.error.message} (the session runs this first: {statement})"
            raise ConnectError(error.error._replace(message=words, lost=True)) from None
        session.read_only = self.read_only
        return session

    def _add_facts(self, error: ServerError) -> ServerError:
        """Add the facts to compare to an error."""
        # Imported here, because credentials in the environment do without boto3.
        from dsql_tui.aws.caller import get_caller
        from dsql_tui.aws.errors import CredentialsRejected

        who = get_caller(self.identity, self.endpoint.region)
        denial = Denial(
            self.role,
            self.endpoint.host,
            self.endpoint.region,
            who.arn,
            who.account,
            who.seconds_ahead,
        )
        if isinstance(who.error, CredentialsRejected):
            denial = denial._replace(reason="AWS rejects the credentials")
            error = error._replace(hint=" ".join(filter(None, (error.hint, str(who.error)))))
        return error._replace(facts=(*denial.rows(), *error.facts))

    def renew(self, old: Session) -> tuple[Session, list[str]]:
        """Open a session with the settings of an old one, and close that; blocks.

        Returns:
            The new session, and the names of settings that could not be restored.

        Raises:
            AwsError, ConnectError, CatalogError: There is no new session; the old one is open.
        """
        new, missing = self.open_like(old)
        logger.info("session %d renews session %d", new.number, old.number)
        old.close()
        return new, missing

    def open_like(self, other: Session) -> tuple[Session, list[str]]:
        """Open a session with the settings of another, idle one; blocks.

        Returns:
            The new session, and the names of settings that could not be restored.

        Raises:
            AwsError, ConnectError, CatalogError: There is no new session.
        """
        wanted = read_session_settings(other)
        new = self.open()
        try:
            missing = restore_settings(new, wanted)
        except CatalogError:
            new.close()
            raise
        return new, missing

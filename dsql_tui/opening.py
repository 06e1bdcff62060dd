"""How a session is opened: a token is signed now, for this opening and no other."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dsql_tui.aws.identity import Identity
from dsql_tui.aws.tokens import sign
from dsql_tui.db.catalog import CatalogRefused, rows
from dsql_tui.db.session import OpeningRefused, Session
from dsql_tui.db.settings import restore, settings
from dsql_tui.dsql.denial import Denial, denied, expired
from dsql_tui.dsql.endpoint import Endpoint
from dsql_tui.dsql.profile import Environment, Profile
from dsql_tui.dsql.route import Route, checked_way
from dsql_tui.events import Refusal


@dataclass(frozen=True, slots=True)
class Access:
    """All that it takes to open sessions of one database role on one cluster."""

    identity: Identity
    endpoint: Endpoint
    role: str
    route: Route
    startup: tuple[str, ...] = ()
    """Statements that each new session begins with."""
    environment: Environment | None = None
    read_only: bool = False
    """Do transactions begin READ ONLY?"""

    @classmethod
    def by(cls, profile: Profile, identity: Identity | None = None) -> Access:
        """Access as a profile has it; by another identity than its own, where one is given.

        Raises:
            ValueError: the profile names no cluster, or no way there; with a sentence for the user.
        """
        checked_way(profile.endpoint, profile.route)
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

    def profile(self, name: str) -> Profile:
        """The same, to be saved under a name."""
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
        """What the sessions are connected to, and how, for people."""
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

        Where access is denied, credentials are looked up again, since another program may have
        written new ones; the refusal then tells what there is to compare.

        Raises:
            AwsError: there are no credentials to sign with.
            OpeningRefused: the server said no, or was not reached.
        """
        try:
            return self._open()
        except OpeningRefused as refused:
            refusal = refused.refusal
            if not denied(refusal):
                raise
        if self.identity.look_again() or expired(refusal):
            try:
                return self._open()
            except OpeningRefused as again:
                refusal = again.refusal
        raise OpeningRefused(self._compared(refusal))

    def _open(self) -> Session:
        token = sign(self.identity, self.endpoint, self.role, self.route.expires_in)
        session = Session.open(self.endpoint, self.role, token, self.route)
        statement = ""
        try:
            for statement in self.startup:
                rows(session.run(statement))
        except CatalogRefused as error:
            session.close()
            words = f"{error.refusal.message} (at its start the session runs: {statement})"
            raise OpeningRefused(replace(error.refusal, message=words, lost=True)) from None
        session.read_only = self.read_only
        return session

    def _compared(self, refusal: Refusal) -> Refusal:
        """The refusal, with what there is to compare."""
        # Lazily, because boto3 is not needed where the environment holds credentials.
        from dsql_tui.aws.caller import caller

        who = caller(self.identity, self.endpoint.region)
        denial = Denial(
            self.role,
            self.endpoint.host,
            self.endpoint.region,
            who.arn,
            who.account,
            who.ahead,
        )
        return replace(refusal, facts=denial.rows())

    def renew(self, old: Session) -> tuple[Session, list[str]]:
        """Open a session to go on in, with the old one's settings, and close that; blocks.

        Also gives the names of settings that could not be carried over.

        Raises:
            AwsError, OpeningRefused, CatalogRefused: there is no new session; the old one is left
                as it is.
        """
        new, missing = self.beside(old)
        old.close()
        return new, missing

    def beside(self, other: Session) -> tuple[Session, list[str]]:
        """Open another session with the settings of one that is idle; blocks.

        Also gives the names of settings that could not be carried over.

        Raises:
            AwsError, OpeningRefused, CatalogRefused: there is none.
        """
        wanted = settings(other)
        new = self.open()
        try:
            missing = restore(new, wanted)
        except CatalogRefused:
            new.close()
            raise
        return new, missing

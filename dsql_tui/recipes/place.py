"""What a recipe is rendered for: a cluster, a database role, and the way there."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from uuid import NAMESPACE_DNS, uuid5

from dsql_tui.dsql.endpoint import DATABASE, PORT, Endpoint
from dsql_tui.dsql.parameters import CLUSTER
from dsql_tui.dsql.role import ADMIN, action_for
from dsql_tui.dsql.route import Route
from dsql_tui.recipes.literals import conninfo, identifier, url_part

SIGNERS = ("aws", "dsql-tui")
"""Commands that print a token."""
DIRECT, SYSTEM, NAMED = 17, 16, 14
"""Versions of libpq from which on it speaks TLS from the first byte, finds the system's root
certificates, and tells the server which name it wants; before that there is no way in.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/accessing-psql.html
"""
TIERS = (DIRECT, SYSTEM, 15)
"""Versions of libpq for which recipes differ."""
ROOTS_FILE = "AmazonRootCA1.pem"
ROOTS_URL = "https://www.amazontrust.com/repository/AmazonRootCA1.pem"


@dataclass(frozen=True, slots=True)
class Place:
    """A cluster as the user stands on it."""

    endpoint: Endpoint
    role: str = ADMIN
    profile: str | None = None
    """An AWS profile; `None` leaves it to the client to find credentials."""
    schema: str | None = None
    """What comes first in the search path; `None` means PostgreSQL's own `public` for `admin`, and
    a schema of the same name for a custom role."""
    route: Route = field(default_factory=Route)
    libpq: int = DIRECT
    """The major version of the libpq, and so of the psql, that the recipe is for."""
    signer: str = SIGNERS[0]
    principal: str | None = None
    """The ARN of whoever is to connect as a custom role."""

    def __post_init__(self) -> None:
        """No control characters: they have no place in a name, and end lines.

        Raises:
            ValueError: there are some.
        """
        texts = (self.role, self.profile, self.schema, self.principal)
        if any(text is not None and not text.isprintable() for text in texts):
            raise ValueError("A name in a recipe cannot contain control characters.")

    @property
    def search_path(self) -> str | None:
        """The schema that the client is to look in first."""
        if self.schema or self.role == ADMIN:
            return self.schema
        return self.role

    @property
    def token_command(self) -> str:
        """A shell command that prints a token for this place."""
        return _aws(self) if self.signer == "aws" else _ours(self)


def values(place: Place) -> dict[str, str | None]:
    """Everything that a template can ask for."""
    route, private = place.route, place.endpoint.via
    host = private or place.endpoint.host
    schema = identifier(place.search_path) if place.search_path else None
    startup = options(place.search_path, place.endpoint.identifier if private else None)
    sslmode = "require" if private else "verify-full"
    roots = None if private else route.sslrootcert or _roots(place.libpq)
    port = None if route.port == PORT else str(route.port)
    return {
        "host": host,
        "endpoint": place.endpoint.host,
        "identifier": place.endpoint.identifier,
        "region": place.endpoint.region,
        "role": place.role,
        "role_name": identifier(place.role),
        "custom": None if place.role == ADMIN else place.role,
        "action": action_for(place.role),
        "dbconnect": action_for(place.role).replace("Db", "DB"),
        "profile": place.profile,
        "principal": place.principal,
        "schema": schema,
        "set_search_path": f"SET search_path = {schema}" if schema else None,
        "options": startup,
        "port": port,
        "port_number": str(route.port),
        "hostaddr": route.hostaddr,
        "ca": route.sslrootcert,
        "sslmode": sslmode,
        "verified": None if private else sslmode,
        "roots": roots,
        "own_roots": ROOTS_URL if roots == ROOTS_FILE else None,
        "direct": "direct" if place.libpq >= DIRECT else None,
        "libpq": str(place.libpq),
        "token_command": place.token_command,
        "expires_in": str(route.expires_in),
        "connection_id": f"dsql-{place.endpoint.identifier}-{place.role}",
        "connection_name": f"{place.endpoint.identifier} as {place.role}",
        "uuid": str(uuid5(NAMESPACE_DNS, f"{place.role}.{place.endpoint.host}")),
        "dbeaver_con": _dbeaver(place),
        "conninfo": conninfo(
            {
                "host": host,
                "hostaddr": route.hostaddr,
                "port": port,
                "dbname": DATABASE,
                "user": place.role,
                "sslmode": sslmode,
                "sslrootcert": roots,
                "sslnegotiation": "direct" if place.libpq >= DIRECT else None,
                "options": startup,
            }
        ),
        "jdbc": _jdbc(place, "jdbc:postgresql"),
        "jdbc_plain": _jdbc(place, "jdbc:postgresql", trust=False),
        "jdbc_connector": _jdbc(place, "jdbc:aws-dsql:postgresql"),
    }


def _jdbc(place: Place, scheme: str, trust: bool = True) -> str:
    """A URL of pgJDBC, or of AWS's connector, which signs and so has to know for whom.

    Without `trust` it says nothing of where root certificates are: the program asks.
    https://jdbc.postgresql.org/documentation/use/#connection-parameters
    """
    wanted: dict[str, str | None] = {
        "sslmode": "verify-full",
        "sslNegotiation": "direct",
        "currentSchema": identifier(place.search_path) if place.search_path else None,
    }
    if scheme == "jdbc:aws-dsql:postgresql":
        signs = {"user": place.role, "region": place.endpoint.region, "profile": place.profile}
        wanted = {**signs, **wanted}
    if place.route.sslrootcert:
        wanted["sslrootcert"] = place.route.sslrootcert
    elif trust:
        wanted["sslfactory"] = "org.postgresql.ssl.DefaultJavaSSLFactory"
    query = "&".join(f"{name}={url_part(value)}" for name, value in wanted.items() if value)
    return f"{scheme}://{place.endpoint.host}:{place.route.port}/{DATABASE}?{query}"


def _dbeaver(place: Place) -> str:
    """A connection as DBeaver's command line takes it.

    https://dbeaver.com/docs/dbeaver/Command-Line/
    """
    parts = {
        "driver": "postgresql",
        "host": place.endpoint.host,
        "port": place.route.port,
        "database": DATABASE,
        "user": place.role,
        "name": f"{place.endpoint.identifier} as {place.role}",
        "openConsole": "true",
        "prop.sslmode": "verify-full",
    }
    return "|".join(f"{name}={value}" for name, value in parts.items())


def _roots(libpq: int) -> str:
    """What `sslrootcert` is, where nobody says."""
    return "system" if libpq >= SYSTEM else ROOTS_FILE


def options(schema: str | None, cluster: str | None) -> str | None:
    """Options of the startup packet; a blank in a value is written with a backslash before it."""
    wanted = {"search_path": identifier(schema) if schema else None, CLUSTER: cluster}
    given = [f"-c {name}={_escaped(value)}" for name, value in wanted.items() if value]
    return " ".join(given) or None


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(" ", "\\ ")


def _aws(place: Place) -> str:
    kind = "admin-" if place.role == ADMIN else ""
    words = ["aws", "dsql", f"generate-db-connect-{kind}auth-token"]
    words += ["--hostname", place.endpoint.host, "--region", place.endpoint.region]
    words += ["--expires-in", str(place.route.expires_in)]
    words += ["--profile", place.profile] if place.profile else []
    return shlex.join(words)


def _ours(place: Place) -> str:
    words = ["dsql-tui", "token", place.endpoint.host]
    words += ["--role", place.role, "--expires-in", str(place.route.expires_in)]
    words += ["--aws-profile", place.profile] if place.profile else []
    return shlex.join(words)

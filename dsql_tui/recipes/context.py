"""The context that a recipe is rendered for, and the values that it gives to placeholders."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from uuid import NAMESPACE_DNS, uuid5

from dsql_tui.dsql.endpoint import DATABASE, PORT, Endpoint
from dsql_tui.dsql.parameters import CLUSTER_ID_PARAMETER
from dsql_tui.dsql.role import ADMIN, get_action
from dsql_tui.dsql.route import Route
from dsql_tui.recipes.literals import Code, quote_conninfo, quote_url, require_plain
from dsql_tui.sql.names import quote_name

SIGNERS = ("aws", "dsql-tui")
"""The commands that print a token."""
DIRECT_TLS, SYSTEM_ROOTS, SERVER_NAME = 17, 16, 14
"""The first versions of libpq that start with TLS, find the system's root certificates, and send
the server name, without which no connection is possible.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/accessing-psql.html
"""
LIBPQ_VERSIONS = (DIRECT_TLS, SYSTEM_ROOTS, 15)
"""The versions of libpq for which recipes differ."""
ROOTS_FILE = "AmazonRootCA1.pem"
ROOTS_URL = "https://www.amazontrust.com/repository/AmazonRootCA1.pem"


@dataclass(frozen=True, slots=True)
class RecipeContext:
    """The cluster, role, route and local tools that a recipe is rendered for.

    Raises:
        ValueError: A name or path cannot be part of a recipe, because it has control characters,
            which end lines, or spaces at its ends, which libpq drops; the message is for users.
    """

    endpoint: Endpoint
    role: str = ADMIN
    profile: str | None = None
    """An AWS profile; `None` for the default credentials."""
    schema: str | None = None
    """The first schema of the search path. `None` means `public` for `admin`, and the schema with
    the role's name for a custom role."""
    route: Route = field(default_factory=Route)
    libpq: int = DIRECT_TLS
    """The major version of libpq and psql."""
    signer: str = SIGNERS[0]
    principal: str | None = None
    """The ARN that may connect as the custom role."""

    def __post_init__(self) -> None:
        endpoint, route = self.endpoint, self.route
        for name in (endpoint.host, endpoint.via, endpoint.identifier, endpoint.region):
            require_plain(name or "")
        names = (self.role, self.profile, self.schema, self.principal)
        for text in filter(None, (*names, route.hostaddr, route.sslrootcert)):
            if not text.isprintable():
                raise ValueError("A name in a recipe cannot contain control characters.")
            if text != text.strip():
                raise ValueError(f"“{text}” cannot begin or end with a space in a recipe.")

    @property
    def search_path(self) -> str | None:
        """The name of the schema that the client looks in first."""
        if self.schema or self.role == ADMIN:
            return self.schema
        return self.role

    @property
    def token_command(self) -> str:
        """A shell command that prints a token."""
        return _build_aws_command(self) if self.signer == "aws" else _build_own_command(self)


def collect_values(context: RecipeContext) -> dict[str, str | None]:
    """Return the values of all placeholders; the line of one that is `None` is left out."""
    return {
        **_collect_names(context),
        **_collect_addresses(context),
        **_collect_trust(context),
        **_collect_urls(context),
    }


def _collect_names(context: RecipeContext) -> dict[str, str | None]:
    """Return who connects, and to which schema."""
    role, endpoint = context.role, context.endpoint
    search_path = quote_name(context.search_path) if context.search_path else None
    action = get_action(role)
    return {
        "role": role,
        "custom_role": None if role == ADMIN else role,
        "action": action,
        "sdk_action": action.replace("Db", "DB"),
        "profile": context.profile,
        "principal": context.principal,
        "schema": context.search_path,
        "search_path": search_path,
        "set_search_path": f"SET search_path = {search_path}" if search_path else None,
        "options": _build_context_options(context),
        "token_command": Code(context.token_command),
        "expires_in": str(context.route.expires_in),
        "connection_id": f"dsql-{endpoint.identifier}-{role}",
        "connection_name": f"{endpoint.identifier} as {role}",
        "connection_uuid": str(uuid5(NAMESPACE_DNS, f"{role}.{endpoint.host}")),
    }


def _collect_addresses(context: RecipeContext) -> dict[str, str | None]:
    """Return where the client connects."""
    endpoint, route = context.endpoint, context.route
    return {
        "host": endpoint.via or endpoint.host,
        "endpoint": endpoint.host,
        "identifier": endpoint.identifier,
        "region": endpoint.region,
        "hostaddr": route.hostaddr,
        "port": str(route.port),
        "custom_port": None if route.port == PORT else str(route.port),
    }


def _collect_trust(context: RecipeContext) -> dict[str, str | None]:
    """Return how the client verifies the server."""
    private = context.endpoint.via is not None
    sslrootcert = None if private else context.route.sslrootcert or _choose_roots(context.libpq)
    return {
        "ca_file": context.route.sslrootcert,
        "sslmode": "require" if private else "verify-full",
        "verified": None if private else "verify-full",
        "sslrootcert": sslrootcert,
        "sslrootcert_url": ROOTS_URL if sslrootcert == ROOTS_FILE else None,
        "sslnegotiation": "direct" if context.libpq >= DIRECT_TLS else None,
    }


def _collect_urls(context: RecipeContext) -> dict[str, str | None]:
    """Return the connection strings that hold several values."""
    addresses, trust = _collect_addresses(context), _collect_trust(context)
    conninfo = {
        "host": addresses["host"],
        "hostaddr": addresses["hostaddr"],
        "port": addresses["custom_port"],
        "dbname": DATABASE,
        "user": context.role,
        "sslmode": trust["sslmode"],
        "sslrootcert": trust["sslrootcert"],
        "sslnegotiation": trust["sslnegotiation"],
        "options": _build_context_options(context),
    }
    return {
        "conninfo": quote_conninfo(conninfo),
        "dbeaver_connection": _build_dbeaver_connection(context),
        "jdbc_url": _build_jdbc_url(context),
        "jdbc_url_without_roots": _build_jdbc_url(context, trust=False),
        "connector_jdbc_url": _build_connector_jdbc_url(context),
    }


def _build_jdbc_url(context: RecipeContext, trust: bool = True, **more: str | None) -> str:
    """Return a URL for pgJDBC; without `trust` it does not say where root certificates are.

    https://jdbc.postgresql.org/documentation/use/#connection-parameters
    """
    parameters: dict[str, str | None] = {
        **more,
        "sslmode": "verify-full",
        "sslNegotiation": "direct",
        "currentSchema": quote_name(context.search_path) if context.search_path else None,
    }
    if context.route.sslrootcert:
        parameters["sslrootcert"] = context.route.sslrootcert
    elif trust:
        parameters["sslfactory"] = "org.postgresql.ssl.DefaultJavaSSLFactory"
    query = "&".join(f"{name}={quote_url(value)}" for name, value in parameters.items() if value)
    server = f"{context.endpoint.host}:{context.route.port}"
    return f"jdbc:postgresql://{server}/{DATABASE}?{query}"


def _build_connector_jdbc_url(context: RecipeContext) -> str:
    """Return a URL for AWS's connector, which signs and so needs the role, region and profile.

    The connector decodes the URL before it parses it and passes it on to pgJDBC, which decodes it
    again, so values are encoded twice. It takes the profile from the first parse: one with special
    characters is left out, and scripts set AWS_PROFILE.
    https://github.com/awslabs/aurora-dsql-connectors/blob/java/jdbc/v1.5.0/java/jdbc/src/main/java/software/amazon/dsql/jdbc/ConnUrlParser.java
    """
    profile = context.profile
    if profile and quote_url(profile) != profile:
        profile = None
    region = context.endpoint.region
    url = _build_jdbc_url(context, user=context.role, region=region, profile=profile)
    return url.replace("jdbc:", "jdbc:aws-dsql:", 1).replace("%", "%25")


def _build_dbeaver_connection(context: RecipeContext) -> str | None:
    """Return a connection for DBeaver's command line, which cannot escape a “|”.

    https://dbeaver.com/docs/dbeaver/Command-Line/
    """
    if "|" in context.role:
        return None
    parts = {
        "driver": "postgresql",
        "host": context.endpoint.host,
        "port": context.route.port,
        "database": DATABASE,
        "user": context.role,
        "name": f"{context.endpoint.identifier} as {context.role}",
        "openConsole": "true",
        "prop.sslmode": "verify-full",
    }
    return "|".join(f"{name}={value}" for name, value in parts.items())


def _choose_roots(libpq: int) -> str:
    """Return the `sslrootcert` for a version of libpq, if the route names none."""
    return "system" if libpq >= SYSTEM_ROOTS else ROOTS_FILE


def _build_context_options(context: RecipeContext) -> str | None:
    cluster = context.endpoint.identifier if context.endpoint.via else None
    return build_options(context.search_path, cluster)


def build_options(schema: str | None, cluster: str | None) -> str | None:
    """Return options for the startup packet; a backslash escapes a space in a value.

    https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNECT-OPTIONS
    """
    options = {"search_path": quote_name(schema) if schema else None, CLUSTER_ID_PARAMETER: cluster}
    words = [f"-c {name}={_escape_option(value)}" for name, value in options.items() if value]
    return " ".join(words) or None


def _escape_option(value: str) -> str:
    return value.replace("\\", "\\\\").replace(" ", "\\ ")


def _build_aws_command(context: RecipeContext) -> str:
    kind = "admin-" if context.role == ADMIN else ""
    words = ["aws", "dsql", f"generate-db-connect-{kind}auth-token"]
    words += ["--hostname", context.endpoint.host, "--region", context.endpoint.region]
    words += ["--expires-in", str(context.route.expires_in)]
    words += [f"--profile={context.profile}"] if context.profile else []
    return shlex.join(words)


def _build_own_command(context: RecipeContext) -> str:
    words = ["dsql-tui", "token", context.endpoint.host]
    words += [f"--role={context.role}", "--expires-in", str(context.route.expires_in)]
    words += [f"--aws-profile={context.profile}"] if context.profile else []
    return shlex.join(words)

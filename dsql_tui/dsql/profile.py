"""A saved connection: the cluster, the identity and the route. It holds no secret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from dsql_tui.dsql import limits
from dsql_tui.dsql.endpoint import PORT, Endpoint, parse_target
from dsql_tui.dsql.parameters import check_settings
from dsql_tui.dsql.regions import check_region
from dsql_tui.dsql.role import ADMIN
from dsql_tui.dsql.route import Route, check_address, check_port, check_route
from dsql_tui.dsql.token import check_lifetime

Environment = Literal["dev", "staging", "prod"]

ENVIRONMENTS: tuple[Environment, ...] = ("dev", "staging", "prod")


def check_text(text: str) -> str:
    """Return `text` if it is one printable line without space around it.

    Raises:
        ValueError: The message is a sentence for the user.
    """
    if not text or not text.isprintable() or text != text.strip():
        raise ValueError("must be one line of text without space around it.")
    return text


def _check_texts(texts: tuple[str, ...]) -> None:
    for text in texts:
        check_text(text)


def _checked_field(check: Any, default: Any = None) -> Any:
    return field(default=default, metadata={"check": check})


@dataclass(frozen=True, slots=True)
class Profile:
    """A saved connection. Each field but the name is a key of its table in `profiles.toml`."""

    name: str = field(metadata={"key": False})
    target: str = field(metadata={"check": check_text})
    """An endpoint, an ARN, an identifier (with `region`), or `IDENTIFIER@` a PrivateLink name."""
    region: str | None = _checked_field(check_region)
    role: str = _checked_field(check_text, ADMIN)
    """The database role."""
    aws_profile: str | None = _checked_field(check_text)
    """The AWS profile whose credentials sign; `None` means the default AWS credentials."""
    hostaddr: str | None = _checked_field(check_address)
    """The address to connect to instead: the near end of a tunnel."""
    port: int = _checked_field(check_port, PORT)
    ipv4: bool = False
    """True to use IPv4 only."""
    sslmode: Literal["require", "verify-full"] = "verify-full"
    sslrootcert: str | None = _checked_field(check_text)
    """A file of root certificates."""
    expires_in: int = _checked_field(check_lifetime, limits.TOKEN_SECONDS)
    """The lifetime of a token, in seconds."""
    environment: Environment | None = None
    """Colours the status bar; in `prod` every change asks first."""
    read_only: bool = False
    """True if transactions begin READ ONLY."""
    search_path: tuple[str, ...] = _checked_field(_check_texts, ())
    """Schemas that unqualified names are looked up in."""
    statements: tuple[str, ...] = _checked_field(check_settings, ())
    """SET statements that are sent when a session opens."""

    @property
    def endpoint(self) -> Endpoint:
        """The endpoint of its cluster.

        Raises:
            ValueError: The target names none; the message is a sentence for the user.
        """
        return parse_target(self.target, self.region)

    @property
    def route(self) -> Route:
        """The route to the endpoint."""
        return Route(
            self.hostaddr, self.port, self.sslmode, self.sslrootcert, self.expires_in, self.ipv4
        )

    @property
    def startup(self) -> tuple[str, ...]:
        """Statements that are sent when a session opens."""
        if not self.search_path:
            return self.statements
        schemas = ", ".join('"' + schema.replace('"', '""') + '"' for schema in self.search_path)
        return (f"SET search_path = {schemas}", *self.statements)


def check_profile(profile: Profile) -> Profile:
    """Return `profile` if its name and all its fields are valid.

    Raises:
        ValueError: The message is a sentence for the user.
    """
    check_name(profile.name)
    check_fields(profile)
    check_route(profile.endpoint, profile.route)
    return profile


def check_fields(profile: Profile) -> Profile:
    """Return `profile` if each field but the name is valid.

    Raises:
        ValueError: The message is a sentence for the user.
    """
    for key in fields(profile):
        value = getattr(profile, key.name)
        if value not in (None, "", ()) and "check" in key.metadata:
            _check_key(key.name, key.metadata["check"], value)
    return profile


def check_name(name: str) -> str:
    """Return `name` if it can name a profile on the command line.

    Raises:
        ValueError: The message is a sentence for the user.
    """
    _check_key("name", check_text, name)
    if name.startswith("-"):
        raise ValueError("a name cannot begin with a hyphen, which starts an option.")
    try:
        parse_target(name, None, "us-east-1")
    except ValueError:
        return name
    raise ValueError("a name cannot be a cluster's identifier, ARN or endpoint.")


def _check_key(key: str, check: Callable[[Any], object], value: Any) -> None:
    """Check a value, and name its key in the error."""
    try:
        check(value)
    except ValueError as error:
        raise ValueError(f"“{key}”: {error}") from None

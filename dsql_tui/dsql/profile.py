"""A saved connection: which cluster, as whom, and how to get there. It holds no secret."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from dsql_tui.dsql import limits
from dsql_tui.dsql.endpoint import PORT, Endpoint, parse_target
from dsql_tui.dsql.parameters import checked_settings
from dsql_tui.dsql.regions import checked_region
from dsql_tui.dsql.role import ADMIN
from dsql_tui.dsql.route import Route, checked_address, checked_port, checked_way
from dsql_tui.dsql.token import checked_lifetime

Environment = Literal["dev", "staging", "prod"]

ENVIRONMENTS: tuple[Environment, ...] = ("dev", "staging", "prod")


def checked_text(text: str) -> str:
    """`text`, if it is one line that shows, without space around it.

    Raises:
        ValueError: with a sentence for the user.
    """
    if not text or not text.isprintable() or text != text.strip():
        raise ValueError("it has to be text on one line, without space around it.")
    return text


def _checked_texts(texts: tuple[str, ...]) -> None:
    for text in texts:
        checked_text(text)


def _with(check: Any, default: Any = None) -> Any:
    return field(default=default, metadata={"check": check})


@dataclass(frozen=True, slots=True)
class Profile:
    """A saved connection. Each field but the name is a key of its table in `profiles.toml`."""

    name: str = field(metadata={"key": False})
    target: str = field(metadata={"check": checked_text})
    """An endpoint, an ARN, an identifier (with `region`), or `IDENTIFIER@` a PrivateLink name."""
    region: str | None = _with(checked_region)
    role: str = _with(checked_text, ADMIN)
    """The database role."""
    aws_profile: str | None = _with(checked_text)
    """The AWS profile whose credentials sign; `None` is what boto3 finds without one."""
    hostaddr: str | None = _with(checked_address)
    """Where TCP goes instead: the near end of a tunnel."""
    port: int = _with(checked_port, PORT)
    ipv4: bool = False
    """Is IPv6 to be left alone?"""
    sslmode: Literal["require", "verify-full"] = "verify-full"
    sslrootcert: str | None = _with(checked_text)
    """A file of root certificates."""
    expires_in: int = _with(checked_lifetime, limits.TOKEN)
    """Seconds that a token is signed for."""
    environment: Environment | None = None
    """Colours the state line; in `prod` whatever changes something asks first."""
    read_only: bool = False
    """Do transactions begin READ ONLY?"""
    search_path: tuple[str, ...] = _with(_checked_texts, ())
    """The schemas that names without one are looked for in."""
    statements: tuple[str, ...] = _with(checked_settings, ())
    """Sent when a session opens: SET, of what Aurora DSQL lets a session set."""

    @property
    def endpoint(self) -> Endpoint:
        """Where its cluster is.

        Raises:
            ValueError: it names none; with a sentence for the user.
        """
        return parse_target(self.target, self.region)

    @property
    def route(self) -> Route:
        """How to get there."""
        return Route(
            self.hostaddr, self.port, self.sslmode, self.sslrootcert, self.expires_in, self.ipv4
        )

    @property
    def startup(self) -> tuple[str, ...]:
        """What is sent when a session opens."""
        if not self.search_path:
            return self.statements
        schemas = ", ".join('"' + schema.replace('"', '""') + '"' for schema in self.search_path)
        return (f"SET search_path = {schemas}", *self.statements)


def checked_profile(profile: Profile) -> Profile:
    """`profile`, if a cluster can be reached by it, and it can be called by its name.

    Raises:
        ValueError: with a sentence for the user.
    """
    checked_name(profile.name)
    checked_fields(profile)
    checked_way(profile.endpoint, profile.route)
    return profile


def checked_fields(profile: Profile) -> Profile:
    """`profile`, if each of its fields may hold what it does.

    Raises:
        ValueError: with a sentence for the user.
    """
    for key in fields(profile):
        value = getattr(profile, key.name)
        if value not in (None, "", ()) and "check" in key.metadata:
            _named(key.name, key.metadata["check"], value)
    return profile


def checked_name(name: str) -> str:
    """`name`, if a profile can be called so on the command line.

    Raises:
        ValueError: with a sentence for the user.
    """
    _named("name", checked_text, name)
    if name.startswith("-"):
        raise ValueError("a name does not begin with a hyphen, or it would read like an option.")
    try:
        parse_target(name, None, "us-east-1")
    except ValueError:
        return name
    raise ValueError("a name is not itself a cluster's identifier, ARN or endpoint.")


def _named(key: str, check: Callable[[Any], object], value: Any) -> None:
    """Check a value; what is wrong is said of its key."""
    try:
        check(value)
    except ValueError as error:
        raise ValueError(f"“{key}”: {error}") from None

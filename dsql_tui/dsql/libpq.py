"""Profiles from libpq's connection URLs and from `pg_service.conf`.

https://www.postgresql.org/docs/current/libpq-connect.html
https://www.postgresql.org/docs/current/libpq-pgservice.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from configparser import Error, RawConfigParser
from urllib.parse import parse_qsl, unquote, urlsplit

from dsql_tui.dsql.endpoint import DATABASE
from dsql_tui.dsql.profile import Profile, check_profile
from dsql_tui.dsql.role import ADMIN
from dsql_tui.dsql.route import SSLMODES, check_port

SCHEMES = ("postgres", "postgresql")

_OPTION = re.compile(r"(?:-c\s*|--)([\w.-]+)=((?:\\.|\S)*)")


def profile_from_url(name: str, url: str) -> Profile:
    """Return the profile that a URL describes, without a password in it.

    Raises:
        ValueError: It names no cluster; the message is a sentence for the user.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise ValueError("A URL for libpq begins with postgresql://.")
    host, _, port = parts.netloc.rpartition("@")[2].partition(":")
    given = {
        "host": unquote(host),
        "port": port,
        "user": unquote(parts.username or ""),
        "dbname": unquote(parts.path.lstrip("/")),
    }
    given |= dict(parse_qsl(parts.query))
    return _profile(name, {key: value for key, value in given.items() if value})


def profiles_from_services(text: str) -> tuple[list[Profile], list[str]]:
    """Return the profiles that a `pg_service.conf` describes, and a sentence for each problem."""
    parser = RawConfigParser(delimiters=("=",), comment_prefixes=("#",), strict=False)
    try:
        parser.read_string(text)
    except Error as error:
        return [], [f"The file is not a pg_service.conf: {' '.join(str(error).split())}."]
    profiles, problems = [], []
    for name in parser.sections():
        profile, problem = _read(name, dict(parser[name]))
        if profile:
            profiles.append(profile)
        else:
            problems.append(f"[{name}]: {problem}")
    return profiles, problems


def _read(name: str, given: Mapping[str, str]) -> tuple[Profile | None, str]:
    try:
        return _profile(name, given), ""
    except ValueError as error:
        return None, str(error)


def _profile(name: str, given: Mapping[str, str]) -> Profile:
    """Return a profile from libpq's parameters, without those that have no meaning here."""
    database = given.get("dbname", DATABASE)
    if database != DATABASE:
        raise ValueError(f"Aurora DSQL has one database, {DATABASE}; “{database}” is not there.")
    if "," in given.get("host", ""):
        raise ValueError("It names several hosts; a profile has one.")
    options = {found[1]: found[2] for found in _OPTION.finditer(given.get("options", ""))}
    target = given.get("host", "")
    if cluster := options.get("amzn-cluster-id"):
        target = f"{cluster}@{target}"
    sslmode = given.get("sslmode")
    roots = given.get("sslrootcert")
    return check_profile(
        Profile(
            name,
            target,
            role=given.get("user", ADMIN),
            hostaddr=given.get("hostaddr"),
            port=_port(given.get("port", "5432")),
            sslmode="require" if sslmode == SSLMODES[0] else "verify-full",
            sslrootcert=None if roots == "system" else roots,
            search_path=_schemas(options.get("search_path", "")),
        )
    )


def _port(text: str) -> int:
    return check_port(text)


def _schemas(text: str) -> tuple[str, ...]:
    parts = (part.strip().strip('"') for part in text.replace("\\", "").split(","))
    return tuple(part for part in parts if part)

"""Connections as libpq writes them down, read as profiles: a URL, and `pg_service.conf`.

https://www.postgresql.org/docs/current/libpq-connect.html
https://www.postgresql.org/docs/current/libpq-pgservice.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from configparser import Error, RawConfigParser
from urllib.parse import parse_qsl, unquote, urlsplit

from dsql_tui.dsql.endpoint import DATABASE
from dsql_tui.dsql.profile import Profile, checked_profile
from dsql_tui.dsql.role import ADMIN
from dsql_tui.dsql.route import SSLMODES, checked_port

SCHEMES = ("postgres", "postgresql")

_OPTION = re.compile(r"(?:-c\s*|--)([\w.-]+)=((?:\\.|\S)*)")


def profile_of_url(name: str, url: str) -> Profile:
    """The profile that a URL comes to; a password in it is left out.

    Raises:
        ValueError: it leads to no cluster; with a sentence for the user.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise ValueError("A URL for libpq begins with postgresql://")
    host, _, port = parts.netloc.rpartition("@")[2].partition(":")
    given = {
        "host": unquote(host),
        "port": port,
        "user": unquote(parts.username or ""),
        "dbname": unquote(parts.path.lstrip("/")),
    }
    given |= dict(parse_qsl(parts.query))
    return _profile(name, {key: value for key, value in given.items() if value})


def profiles_of_services(text: str) -> tuple[list[Profile], list[str]]:
    """The profiles that a `pg_service.conf` comes to, and a sentence for each that is none."""
    parser = RawConfigParser(delimiters=("=",), comment_prefixes=("#",), strict=False)
    try:
        parser.read_string(text)
    except Error as error:
        return [], [f"This is no file of services: {' '.join(str(error).split())}."]
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
    """A profile of libpq's parameters; those that say nothing here are left out."""
    database = given.get("dbname", DATABASE)
    if database != DATABASE:
        raise ValueError(f"Aurora DSQL has one database, {DATABASE}, and this names “{database}”.")
    if "," in given.get("host", ""):
        raise ValueError("It names several hosts, and a profile leads to one cluster.")
    options = {found[1]: found[2] for found in _OPTION.finditer(given.get("options", ""))}
    target = given.get("host", "")
    if cluster := options.get("amzn-cluster-id"):
        target = f"{cluster}@{target}"
    sslmode = given.get("sslmode")
    roots = given.get("sslrootcert")
    return checked_profile(
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
    if not text.isdecimal():
        raise ValueError(f"“{text}” is no port: a number from 1 to 65535 is.")
    return checked_port(int(text))


def _schemas(text: str) -> tuple[str, ...]:
    parts = (part.strip().strip('"') for part in text.replace("\\", "").split(","))
    return tuple(part for part in parts if part)

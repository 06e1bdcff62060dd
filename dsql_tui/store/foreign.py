"""Connections that libpq's programs keep, brought among the saved profiles."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from dsql_tui.dsql.libpq import SCHEMES, profile_of_url, profiles_of_services
from dsql_tui.dsql.profile import Profile
from dsql_tui.store.editing import Unusable, read_text
from dsql_tui.store.profiles import add_profile


class Brought(NamedTuple):
    """What came of it."""

    names: tuple[str, ...]
    """Profiles that are saved now."""
    problems: tuple[str, ...]
    """Why others are not, a sentence each."""


def services_file() -> Path:
    """Where libpq looks for services.

    https://www.postgresql.org/docs/current/libpq-pgservice.html
    """
    return Path(os.environ.get("PGSERVICEFILE") or "~/.pg_service.conf")


def is_url(source: str) -> bool:
    """Is it a URL as libpq takes it, and no file's name?"""
    return source.partition("://")[0] in SCHEMES


def bring(source: str, name: str) -> Brought:
    """Save what a URL comes to, under a name, or all that a file of services has.

    Raises:
        ValueError: the URL leads to no cluster; with a sentence for the user.
        Unusable: the file is not there, or cannot be read.
    """
    if is_url(source):
        return _added([profile_of_url(name, source)], [])
    path = Path(source).expanduser()
    if not path.is_file():
        raise Unusable(f"There is no file {path}.")
    return _added(*profiles_of_services(read_text(path)))


def _added(profiles: Iterable[Profile], problems: Iterable[str]) -> Brought:
    tried = [(profile.name, _problem_of_adding(profile)) for profile in profiles]
    names = tuple(name for name, problem in tried if not problem)
    return Brought(names, (*problems, *(problem for _, problem in tried if problem)))


def _problem_of_adding(profile: Profile) -> str:
    try:
        add_profile(profile)
    except Unusable as error:
        return str(error)
    return ""

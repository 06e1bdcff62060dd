"""Import of libpq connection URLs and service files as profiles."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from dsql_tui.dsql.libpq import SCHEMES, profile_from_url, profiles_from_services
from dsql_tui.dsql.profile import Profile
from dsql_tui.store.edit_file import FileError, read_text
from dsql_tui.store.profiles import add_profile


class ImportedProfiles(NamedTuple):
    """The outcome of an import."""

    names: tuple[str, ...]
    """The names of the profiles saved."""
    problems: tuple[str, ...]
    """A sentence for each profile that was not saved."""


def services_file() -> Path:
    """Return the path of libpq's service file.

    https://www.postgresql.org/docs/current/libpq-pgservice.html
    """
    return Path(os.environ.get("PGSERVICEFILE") or "~/.pg_service.conf")


def is_url(source: str) -> bool:
    """Return whether a source is a connection URL and not a file name."""
    return source.partition("://")[0] in SCHEMES


def import_profiles(source: str, name: str) -> ImportedProfiles:
    """Save a connection URL as a profile called `name`, or all services of a file.

    Raises:
        ValueError: The URL names no cluster; the message is for the user.
        FileError: The file does not exist or cannot be read.
    """
    if is_url(source):
        return _add_profiles([profile_from_url(name, source)], [])
    path = Path(source).expanduser()
    if not path.is_file():
        raise FileError(f"There is no file {path}.")
    return _add_profiles(*profiles_from_services(read_text(path)))


def _add_profiles(profiles: Iterable[Profile], problems: Iterable[str]) -> ImportedProfiles:
    attempts = [(profile.name, _try_to_add(profile)) for profile in profiles]
    names = tuple(name for name, problem in attempts if not problem)
    return ImportedProfiles(names, (*problems, *(problem for _, problem in attempts if problem)))


def _try_to_add(profile: Profile) -> str:
    try:
        add_profile(profile)
    except FileError as error:
        return str(error)
    return ""

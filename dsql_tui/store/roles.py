"""The database roles known for each cluster: those used, and those mapped to identities."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from dsql_tui.dsql.role import KnownRoles
from dsql_tui.store import paths
from dsql_tui.store.check_types import check_texts
from dsql_tui.store.edit_file import FileError, edit_file, read_text

_MAX_ROLES = 20
"""Roles remembered for a cluster."""
_MAX_CLUSTERS = 200


def roles_file() -> Path:
    """Return the path of the file."""
    return paths.data_folder() / "roles.json"


def read_roles(path: Path | None = None) -> dict[str, KnownRoles]:
    """Return the roles by endpoint, the cluster used last first; nothing if they are unreadable."""
    try:
        return _parse_roles(read_text(path or roles_file()))
    except FileError:
        return {}


def remember_role(host: str, role: str, path: Path | None = None) -> None:
    """Remember that a session was opened as `role`.

    Raises:
        FileError: The file cannot be written.
    """

    def put(known: KnownRoles) -> KnownRoles:
        others = (used for used in known.used if used != role)
        return replace(known, used=(role, *others)[:_MAX_ROLES])

    _edit_roles(host, put, path)


def remember_mappings(
    host: str, mapped: Mapping[str, tuple[str, ...]], path: Path | None = None
) -> None:
    """Remember the ARNs of the identities to which the cluster maps each role.

    Raises:
        FileError: The file cannot be written.
    """
    _edit_roles(host, lambda known: replace(known, mapped=dict(mapped)), path)


def _edit_roles(host: str, put: Callable[[KnownRoles], KnownRoles], path: Path | None) -> None:
    def edit(text: str) -> str:
        roles = _parse_roles(text)
        known = put(roles.pop(host, KnownRoles()))
        hosts = [(host, known), *roles.items()][:_MAX_CLUSTERS]
        fields = {host: {"used": each.used, "mapped": each.mapped} for host, each in hosts}
        return json.dumps(fields, indent=1)

    edit_file(path or roles_file(), edit, discard_unreadable=True)


def _parse_roles(text: str) -> dict[str, KnownRoles]:
    """Return the roles of each host, without those that are not valid."""
    found: dict[str, KnownRoles] = {}
    with suppress(ValueError, AttributeError, RecursionError):
        for host, fields in json.loads(text).items():
            with suppress(TypeError, AttributeError):
                mapped = {
                    role: check_texts(arns) for role, arns in fields.get("mapped", {}).items()
                }
                found[host] = KnownRoles(check_texts(fields.get("used", [])), mapped)
    return found

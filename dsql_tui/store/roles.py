"""The database roles that are known of each cluster: those used, and those given to identities."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dsql_tui.dsql.role import KnownRoles
from dsql_tui.store import places
from dsql_tui.store.editing import Unusable, change, read_text

_MOST = 20
"""Roles of one cluster, and ten times as many clusters, that are remembered."""


def roles_file() -> Path:
    """Where they are kept."""
    return places.data() / "roles.json"


def read_roles(path: Path | None = None) -> dict[str, KnownRoles]:
    """By endpoint, the cluster that was used last first; whatever cannot be read is nothing."""
    try:
        kept = _kept(read_text(path or roles_file()))
        return {host: _known(fields) for host, fields in kept.items()}
    except (Unusable, ValueError, LookupError, TypeError, AttributeError):
        return {}


def note_role(host: str, role: str, path: Path | None = None) -> None:
    """A session was opened as `role`.

    Raises:
        Unusable: the file cannot be written.
    """

    def put(fields: dict[str, Any]) -> None:
        others = [used for used in fields.get("used", []) if used != role]
        fields["used"] = [role, *others][:_MOST]

    _note(host, put, path)


def note_mappings(
    host: str, mapped: Mapping[str, tuple[str, ...]], path: Path | None = None
) -> None:
    """The cluster gives each of these roles to the identities with these ARNs.

    Raises:
        Unusable: the file cannot be written.
    """
    _note(host, lambda fields: fields.update(mapped=dict(mapped)), path)


def _note(host: str, put: Callable[[dict[str, Any]], None], path: Path | None) -> None:
    def edited(text: str) -> str:
        kept = _kept(text)
        fields = kept.pop(host, {})
        put(fields)
        hosts = [(host, fields), *kept.items()][: 10 * _MOST]
        return json.dumps(dict(hosts), indent=1)

    change(path or roles_file(), edited)


def _kept(text: str) -> dict[str, dict[str, Any]]:
    try:
        kept = json.loads(text)
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def _known(fields: dict[str, Any]) -> KnownRoles:
    mapped = {str(role): tuple(arns) for role, arns in fields.get("mapped", {}).items()}
    return KnownRoles(tuple(fields.get("used", ())), mapped)

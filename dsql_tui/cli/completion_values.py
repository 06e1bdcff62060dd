"""Targets, roles and AWS profiles for the completion of a command line.

They come from files of this computer, read without boto3 and TOML: a shell waits for them.
"""

from __future__ import annotations

import configparser
import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from dsql_tui.dsql.regions import REGIONS
from dsql_tui.dsql.role import ADMIN
from dsql_tui.store import paths

_HEADER = re.compile(r"^\s*\[\s*(?:\"([^\"\\]*)\"|'([^']*)'|([\w-]+))\s*\]", re.MULTILINE)
"""A table of a TOML file: a saved profile."""
_MAX_SIZE = 4_000_000
"""Bytes of a file that is read."""

Value = tuple[str, str]
"""A value, and its description."""


def list_values(kind: str, target: str = "") -> list[Value]:
    """Return the values of a kind, without duplicates and without text that no line can have.

    Args:
        kind: `target`, `target_or_file`, `profile`, `role`, `region` or `aws_profile`.
        target: The target of the line, if it is there already.
    """
    found: dict[str, str] = {}
    for value, description in _list_values(kind, target):
        if value and value.isprintable():
            found.setdefault(value, description if description.isprintable() else "")
    return list(found.items())


def _list_values(kind: str, target: str) -> Iterator[Value]:
    match kind:
        case "target" | "target_or_file":
            yield from _list_profiles()
            yield from _list_clusters()
        case "profile":
            yield from _list_profiles()
        case "role":
            yield from _list_roles(target)
        case "region":
            yield from ((region, "") for region in REGIONS)
        case "aws_profile":
            yield from _list_aws_profiles()


def _list_profiles() -> Iterator[Value]:
    for groups in _HEADER.findall(_read(paths.profiles_path())):
        yield "".join(groups), "saved profile"


def _list_clusters() -> Iterator[Value]:
    """Yield the endpoints that were used, the last first, then the clusters that AWS listed."""
    names = dict(_list_cached_clusters())
    for host in _read_json(paths.data_folder() / "roles.json"):
        yield host, names.get(host) or "used before"
    yield from ((name, host) for host, name in names.items())  # a Name tag is a target too
    yield from names.items()


def _list_cached_clusters() -> Iterator[Value]:
    """Yield the endpoint and the Name tag of each cluster that AWS listed."""
    for saved in _read_json(paths.data_folder() / "clusters.json").values():
        with suppress(TypeError, KeyError, AttributeError):
            for cluster in saved["clusters"]:
                yield str(cluster["host"]), str(cluster["tags"].get("Name", ""))


def _list_roles(target: str) -> Iterator[Value]:
    yield ADMIN, ""
    for host, fields in _read_json(paths.data_folder() / "roles.json").items():
        if target in host or "." not in target:
            with suppress(TypeError, KeyError, AttributeError):
                for role in (*fields["used"], *fields["mapped"]):
                    yield str(role), "used before"


def _list_aws_profiles() -> Iterator[Value]:
    files = (
        os.environ.get("AWS_CONFIG_FILE") or "~/.aws/config",
        os.environ.get("AWS_SHARED_CREDENTIALS_FILE") or "~/.aws/credentials",
    )
    for name in files:
        parser = configparser.RawConfigParser(strict=False)
        with suppress(configparser.Error):
            parser.read_string(_read(Path(name).expanduser()))
        for section in parser.sections():
            kind, _, rest = section.partition(" ")
            if kind not in ("sso-session", "services", "plugins"):
                yield (rest.strip() if kind == "profile" and rest else section), ""


def _read(path: Path) -> str:
    """Return the text of a file, or nothing if it is none."""
    try:
        if path.is_file():
            with path.open("rb") as file:
                return file.read(_MAX_SIZE).decode("utf-8", "replace")
    except OSError:
        pass
    return ""


def _read_json(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(_read(path))
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}

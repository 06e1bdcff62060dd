"""What completion knew of a cluster when it was left, so that it knows it at once the next time.

One JSON file for each cluster and database role, in a folder of its own. It holds names and types
and no rows, and may be deleted at any time.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dsql_tui.sql.catalog import Catalog, ColumnInfo, ForeignKey, Function, Relation, Schema
from dsql_tui.sql.complete import Use
from dsql_tui.store import places
from dsql_tui.store.files import write_whole

_VERSION = 1


def load_known(host: str, role: str) -> tuple[Catalog, Use]:
    """The catalog and the use of it as they were saved; empty where there is nothing to read."""
    try:
        found = json.loads(_file(host, role).read_bytes())
        if found["version"] != _VERSION:
            return Catalog(), Use()
        schemas = [_schema(each) for each in found["schemas"]]
        return Catalog(schemas, found["roles"]), Use.load(found["use"])
    except (OSError, ValueError, TypeError, KeyError, IndexError):
        return Catalog(), Use()


def save_known(host: str, role: str, catalog: Catalog, use: Use) -> None:
    """Keep them for the next time.

    Raises:
        OSError: they cannot be written.
    """
    content = {
        "version": _VERSION,
        "schemas": catalog.schemas,
        "roles": catalog.roles,
        "use": use.dump(),
    }
    write_whole(_file(host, role), json.dumps(content, separators=(",", ":")).encode())


def _file(host: str, role: str) -> Path:
    return places.data() / "known" / host / f"{quote(role, safe='')}.json"


def _schema(found: list[Any]) -> Schema:
    name, relations, functions, sequences, indexes = found
    return Schema(
        name,
        tuple(map(_relation, relations)),
        tuple(Function(*each) for each in functions),
        tuple(sequences),
        tuple(indexes),
    )


def _relation(found: list[Any]) -> Relation:
    schema, name, view, columns, primary, foreign = found
    return Relation(
        schema,
        name,
        view,
        tuple(ColumnInfo(*column) for column in columns),
        tuple(primary),
        tuple(_key(key) for key in foreign),
    )


def _key(found: list[Any]) -> ForeignKey:
    columns, schema, relation, refers = found
    return ForeignKey(tuple(columns), schema, relation, tuple(refers))

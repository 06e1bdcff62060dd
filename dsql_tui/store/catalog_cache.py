"""The catalog that completion uses, cached between sessions.

There is one JSON file for each cluster and database role. It holds names and types but no rows, and
may be deleted at any time.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

from dsql_tui.sql.catalog import Catalog, ColumnInfo, ForeignKey, Function, Relation, Schema
from dsql_tui.sql.complete import NameUsage
from dsql_tui.store import paths
from dsql_tui.store.check_types import check_text, check_texts
from dsql_tui.store.files import make_private_folder, open_to_read, write_atomic

_VERSION = 1


def load_catalog(host: str, role: str) -> tuple[Catalog, NameUsage]:
    """Return the saved catalog and its usage counts; both are empty if the file is unreadable."""
    try:
        with open_to_read(_cache_file(host, role)) as file:
            found = json.load(file)
        if found["version"] != _VERSION:
            return Catalog(), NameUsage()
        schemas = [_read_schema(each) for each in found["schemas"]]
        return Catalog(schemas, check_texts(found["roles"])), NameUsage.load(found["use"])
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return Catalog(), NameUsage()


def save_catalog(host: str, role: str, catalog: Catalog, use: NameUsage) -> None:
    """Save a catalog and its usage counts.

    Raises:
        OSError: The file cannot be written.
    """
    content = {
        "version": _VERSION,
        "schemas": [_strip_details(schema) for schema in catalog.schemas],
        "roles": catalog.roles,
        "use": use.dump(),
    }
    path = _cache_file(host, role)
    make_private_folder(path.parent)
    write_atomic(path, json.dumps(content, separators=(",", ":")).encode(), private=True)


def _cache_file(host: str, role: str) -> Path:
    return paths.data_folder() / "known" / host / f"{quote(role, safe='')}.json"


def _strip_details(schema: Schema) -> list[Any]:
    """Return what completion needs of a schema; the tree shows more, but never from the cache."""
    relations = [
        [*relation[:3], [column[:2] for column in relation.columns], *relation[4:6]]
        for relation in schema.relations
    ]
    return [schema.name, relations, *schema[2:5]]


def _read_schema(found: list[Any]) -> Schema:
    name, relations, functions, sequences, indexes = found
    return Schema(
        check_text(name),
        tuple(map(_read_relation, relations)),
        tuple(Function(*check_texts(each)) for each in functions),
        check_texts(sequences),
        check_texts(indexes),
    )


def _read_relation(found: list[Any]) -> Relation:
    schema, name, view, columns, primary, foreign, *_ = found
    return Relation(
        check_text(schema),
        check_text(name),
        bool(view),
        tuple(_read_column(column) for column in columns),
        check_texts(primary),
        tuple(map(_read_foreign_key, foreign)),
    )


def _read_column(found: list[Any]) -> ColumnInfo:
    name, type_ = found
    return ColumnInfo(check_text(name), check_text(type_))


def _read_foreign_key(found: list[Any]) -> ForeignKey:
    columns, schema, relation, refers = found
    return ForeignKey(
        check_texts(columns), check_text(schema), check_text(relation), check_texts(refers)
    )

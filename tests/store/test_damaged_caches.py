"""Damaged caches are treated as empty, and the next write repairs them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from dsql_tui.dsql.cluster import Cluster
from dsql_tui.dsql.endpoint import parse_target
from dsql_tui.sql.catalog import Catalog, ColumnInfo, ForeignKey, Function, Relation, Schema
from dsql_tui.sql.complete import NameUsage
from dsql_tui.store import paths
from dsql_tui.store.catalog_cache import load_catalog, save_catalog
from dsql_tui.store.cluster_cache import read_clusters, write_clusters
from dsql_tui.store.edit_file import FileError
from dsql_tui.store.roles import read_roles, remember_mappings, remember_role

HOST = "abcdefghijklmnopqrstuvwxyz.dsql.us-east-1.on.aws"
NOW = datetime(2026, 11, 25, tzinfo=timezone.utc)
CLUSTER = Cluster(
    "arn:aws:dsql:us-east-1:111122223333:cluster/abcdefghijklmnopqrstuvwxyz",
    parse_target(HOST),
    "ACTIVE",
    NOW,
    True,
    {"Name": "shop"},
    ("arn:x",),
    "us-west-2",
)
RELATION = Relation(
    "public",
    "t",
    False,
    (ColumnInfo("a", "int"),),
    ("a",),
    (ForeignKey(("b",), "public", "t", ("a",)),),
)
SCHEMA = Schema("public", (RELATION,), (Function("f", "a int", "int"),), ("s",), ("i",))


def write_catalog() -> None:
    use = NameUsage()
    use.learn("select * from t join t u on u.a = t.a", Catalog([SCHEMA]))
    save_catalog(HOST, "admin", Catalog([SCHEMA], ["admin"]), use)


def read_catalog() -> None:
    catalog, use = load_catalog(HOST, "admin")
    texts = json.loads(json.dumps([catalog.schemas, catalog.roles]))
    # No OID and no estimate.
    assert all(isinstance(leaf, str | bool) or leaf in (0, None) for leaf in leaves(texts))
    assert isinstance(use.count("t"), int)


def write_list() -> None:
    write_clusters(None, [CLUSTER], NOW)


def read_list() -> None:
    for cluster in read_clusters(None).clusters:
        assert isinstance(cluster.title + cluster.arn + cluster.status, str)
        assert all(isinstance(peer, str) for peer in cluster.peers)


def write_roles() -> None:
    remember_role(HOST, "admin")
    remember_mappings(HOST, {"app": ("arn:x",)})


def use_roles() -> None:
    for known in read_roles().values():
        assert all(isinstance(role, str) for role in (*known.used, *known.mapped))


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from leaves(each)
    else:
        yield value


def variants(value: Any) -> Iterator[Any]:
    """Yield the value with each of its parts replaced by a wrong one."""
    yield from (None, 7, 1e999, "x", [], {}, [7], {"a": 7}, [[]])
    if isinstance(value, dict | list):
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            for other in variants(value[key]):
                copy = deepcopy(value)
                copy[key] = other
                yield copy
        for key in list(value) if isinstance(value, dict) else range(len(value)):
            copy = deepcopy(value)
            del copy[key]
            yield copy


CACHES: list[tuple[Callable[[], None], Callable[[], None]]] = [
    (write_catalog, read_catalog),
    (write_list, read_list),
    (write_roles, use_roles),
]
GARBAGE = [b"", b"\0", b"\xff\xfe", b"{", b"[" * 100_000, b'{"a":' * 100_000, b"9" * 5000, b"NaN"]


@pytest.mark.parametrize(("write", "read"), CACHES)
def test_damaged_cache_is_empty(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    write: Callable[[], None],
    read: Callable[[], None],
) -> None:
    monkeypatch.setattr(paths, "data_folder", lambda: tmp_path)
    write()
    (file,) = (path for path in tmp_path.rglob("*.json") if path.is_file())
    whole = file.read_bytes()
    for content in (
        *GARBAGE,
        *(json.dumps(each).encode() for each in variants(json.loads(whole))),
    ):
        file.write_bytes(content)
        read()
        write()
        read()


@pytest.mark.parametrize(("write", "read"), CACHES)
def test_a_pipe_in_place_of_a_cache_does_not_block(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    write: Callable[[], None],
    read: Callable[[], None],
) -> None:
    monkeypatch.setattr(paths, "data_folder", lambda: tmp_path)
    write()
    (file,) = (path for path in tmp_path.rglob("*.json") if path.is_file())
    file.unlink()
    os.mkfifo(file)
    read()
    with pytest.raises((OSError, FileError), match="not a regular file"):
        write()

"""The catalog cache, one file for each cluster and role."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_tui.sql.catalog import Catalog, ColumnInfo, ForeignKey, Function, Relation, Schema
from dsql_tui.sql.complete import NameUsage
from dsql_tui.store import paths
from dsql_tui.store.catalog_cache import load_catalog, save_catalog

HOST = "abc.dsql.us-east-1.on.aws"
KEY = ForeignKey(("b",), "public", "t", ("a",))
RELATION = Relation("public", "t", False, (ColumnInfo("a", "int"),), ("a",), (KEY,))
SCHEMA = Schema("public", (RELATION,), (Function("f", "a int", "int"),), ("s",), ("i",))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "data_folder", lambda: tmp_path)
    return tmp_path


def test_saved_catalog_is_loaded_for_its_cluster_and_role() -> None:
    catalog, use = Catalog([SCHEMA], ["admin"]), NameUsage()
    use.learn("select * from t join t u on u.a = t.a", catalog)
    save_catalog(HOST, "odd/../role", catalog, use)
    found, again = load_catalog(HOST, "odd/../role")
    assert (found.schemas, found.roles) == (catalog.schemas, catalog.roles)
    assert again.dump() == use.dump()
    assert load_catalog(HOST, "admin")[0].schemas == ()
    assert load_catalog("other", "odd/../role")[0].schemas == ()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        '{"version": 1}',
        '{"version": 9}',
        "\xff",
        "[" * 100_000,
        "null",
        '{"version": 1, "schemas": 3, "roles": [], "use": {}}',
        '{"version": 1, "schemas": [["a", [[]], [], [], []]], "roles": [], "use": {}}',
        '{"version": 1, "schemas": [], "roles": 7, "use": []}',
        '{"version": 1, "schemas": [], "roles": [], "use": [1]}',
    ],
)
def test_damaged_catalog_is_empty(folder: Path, content: str) -> None:
    save_catalog(HOST, "admin", Catalog([SCHEMA]), NameUsage())
    (file,) = (path for path in folder.rglob("*") if path.is_file())
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text(content)
    catalog, use = load_catalog(HOST, "admin")
    assert (catalog.schemas, use.count("t")) == ((), 0)

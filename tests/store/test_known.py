"""What completion knew is there the next time, for each cluster and role by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_tui.sql.catalog import Catalog, ColumnInfo, ForeignKey, Function, Relation, Schema
from dsql_tui.sql.complete import Use
from dsql_tui.store import places
from dsql_tui.store.known import load_known, save_known

HOST = "abc.dsql.us-east-1.on.aws"
KEY = ForeignKey(("b",), "public", "t", ("a",))
RELATION = Relation("public", "t", False, (ColumnInfo("a", "int"),), ("a",), (KEY,))
SCHEMA = Schema("public", (RELATION,), (Function("f", "a int", "int"),), ("s",), ("i",))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(places, "data", lambda: tmp_path)
    return tmp_path


def test_what_was_saved_is_loaded_for_the_same_cluster_and_role():
    catalog, use = Catalog([SCHEMA], ["admin"]), Use()
    use.learn("select * from t join t u on u.a = t.a", catalog)
    save_known(HOST, "odd/../role", catalog, use)
    found, again = load_known(HOST, "odd/../role")
    assert (found.schemas, found.roles) == (catalog.schemas, catalog.roles)
    assert again.dump() == use.dump()
    assert load_known(HOST, "admin")[0].schemas == ()
    assert load_known("other", "odd/../role")[0].schemas == ()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 1}', '{"version": 9}', "\xff"])
def test_a_file_that_cannot_be_read_is_no_file(folder: Path, content: str):
    save_known(HOST, "admin", Catalog([SCHEMA]), Use())
    (file,) = (path for path in folder.rglob("*") if path.is_file())
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text(content)
    catalog, use = load_known(HOST, "admin")
    assert (catalog.schemas, use.count("t")) == ((), 0)

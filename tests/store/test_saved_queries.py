"""Saved queries: plain files, found by name and text."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_tui.store.saved_queries import SavedQueries
from dsql_tui.store.script_file import ScriptFileError


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_queries_in_all_folders_are_found_by_name_and_text(tmp_path: Path) -> None:
    own, shared = tmp_path / "own", tmp_path / "repository"
    put(own / "monthly.sql", "select 1")
    put(own / "reports" / "by country.sql", "select country from customers")
    put(own / "notes.txt", "select 2")
    put(shared / "sql" / "orders.sql", "select * from orders where id = :id")
    put(shared / ".git" / "hidden.sql", "select 3")
    (own / "binary.sql").write_bytes(b"\0\1")
    queries = SavedQueries(own, [str(shared), str(tmp_path / "nowhere")])
    names = [query.name for query in queries.find()]
    assert names == ["monthly", "reports/by country", "repository: sql/orders"]
    assert [query.name for query in queries.find("SELECT orders")] == ["repository: sql/orders"]
    assert [query.name for query in queries.find("reports")] == ["reports/by country"]


def test_query_is_saved_as_a_plain_file_and_never_replaced(tmp_path: Path) -> None:
    queries = SavedQueries(tmp_path / "own")
    path = queries.save("reports/monthly", "select 1;")
    assert path.read_text() == "select 1;\n"
    assert [(query.name, query.text) for query in queries.find()] == [
        ("reports/monthly", "select 1;\n")
    ]
    with pytest.raises(ScriptFileError, match="already"):
        queries.save("reports/monthly.sql", "select 2")
    assert path.read_text() == "select 1;\n"


@pytest.mark.parametrize("name", ["../out", "/etc/out", "..", ""])
def test_name_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(ScriptFileError, match="not a valid name"):
        SavedQueries(tmp_path / "own").save(name, "select 1")


def test_the_folders_of_a_name_are_created(tmp_path: Path) -> None:
    queries = SavedQueries(tmp_path / "own", ())
    path = queries.save("team/mine", "select 1")
    assert path.read_text() == "select 1\n"
    (tmp_path / "own" / "file").touch()
    with pytest.raises(ScriptFileError, match="cannot be written"):
        queries.save("file/mine", "select 1")

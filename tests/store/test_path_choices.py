"""The completion of paths."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_tui.store.path_choices import PathChoices, complete_path, restart_path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with some files."""
    for name in ("orders.csv", "orders.sql", "été", ".hidden"):
        (tmp_path / name).touch()
    (tmp_path / "sub folder").mkdir()
    (tmp_path / "sub folder" / "x").touch()
    return tmp_path


COMPLETED = [
    ("o", PathChoices("orders.", ("orders.csv", "orders.sql"))),
    ("orders.c", PathChoices("orders.csv", ("orders.csv",))),
    ("s", PathChoices("sub folder/", ("sub folder/",))),
    ("sub folder/", PathChoices("sub folder/x", ("x",))),
    ("é", PathChoices("été", ("été",))),
    (".", PathChoices(".hidden", (".hidden",))),
    ("", PathChoices("", ("orders.csv", "orders.sql", "sub folder/", "été"))),
    ("none", PathChoices("none", ())),
    ("no/such/folder", PathChoices("no/such/folder", ())),
    ("\0/a", PathChoices("\0/a", ())),
    ("~", PathChoices("~/", ())),
]


@pytest.mark.parametrize(("typed", "wanted"), COMPLETED)
def test_a_path_is_completed_as_far_as_it_is_certain(
    folder: Path, typed: str, wanted: PathChoices
) -> None:
    assert complete_path(typed, folder) == wanted
    if wanted.names and "/" not in typed:
        whole = complete_path(f"{folder}/{typed}", Path("/nowhere"))
        assert whole == PathChoices(f"{folder}/{wanted.text}", wanted.names)


def test_the_home_folder_is_written_as_a_tilde(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(folder))
    assert complete_path("~/su", Path()).text == "~/sub folder/"


RESTARTED = [
    ("/work/", "/work/"),
    ("/work//tmp/x.sql", "/tmp/x.sql"),
    ("/work/~/x.sql", "~/x.sql"),
    ("/a//b/~/c//d e", "/d e"),
    ("/work/~x", "/work/~x"),
    ("//server/share", "//server/share"),
    ("été/漢//x", "/x"),
    ("a/b", "a/b"),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "path"), RESTARTED)
def test_an_absolute_path_behind_a_folder_takes_its_place(typed: str, path: str) -> None:
    assert restart_path(typed) == path

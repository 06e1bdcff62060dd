"""Files are replaced in one step and are private whatever the umask."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from dsql_tui.sql.catalog import Catalog
from dsql_tui.sql.complete import NameUsage
from dsql_tui.store import files, paths
from dsql_tui.store.catalog_cache import save_catalog
from dsql_tui.store.cluster_cache import write_clusters
from dsql_tui.store.draft import Draft
from dsql_tui.store.edit_file import FileError, edit_file
from dsql_tui.store.files import lock_file, open_atomic, write_atomic
from dsql_tui.store.history import History, PastRun
from dsql_tui.store.journal import JournalFolder


@pytest.fixture
def open_umask() -> Iterator[None]:
    """A umask that removes no permission."""
    old = os.umask(0)
    yield
    os.umask(old)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_is_private_and_its_folder_must_exist(tmp_path: Path) -> None:
    path = tmp_path / "new" / "profiles.toml"
    with pytest.raises(FileNotFoundError, match=f"The folder does not exist: '{path.parent}'"):
        write_atomic(path, b"one")
    path.parent.mkdir()
    write_atomic(path, b"one")
    write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert mode(path) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["profiles.toml"]


@pytest.mark.usefixtures("open_umask")
def test_all_files_and_folders_are_private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "share" / "dsql-tui"
    monkeypatch.setattr(paths, "data_folder", lambda: data)
    data.mkdir(parents=True)  # as an earlier version did
    save_catalog("host", "admin", Catalog(), NameUsage())
    write_clusters(None, [], datetime.now())
    run = PastRun(1.0, "", "admin", "select 1", 0.1, 1, "done", "SELECT 1")
    History(data / "history.sqlite3").add(run)
    JournalFolder(data / "journal" / "host").create().write(Draft(("select 1",)))
    ours = [data, *data.rglob("*")]
    assert {mode(path) for path in ours if path.is_dir()} == {0o700}
    assert {mode(path) for path in ours if path.is_file()} == {0o600}


def test_symbolic_link_as_lock_file_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    (tmp_path / ".settings.toml.lock").symlink_to(victim)
    with pytest.raises(FileError, match=r"cannot be written: .*settings\.toml\.lock"):
        edit_file(tmp_path / "settings.toml", lambda text: "theme = 'x'")
    assert victim.read_text() == "precious"
    with pytest.raises(OSError, match=r"\.lock"), lock_file(tmp_path / ".settings.toml.lock"):
        pass


@pytest.mark.parametrize("private", [False, True])
def test_the_mode_of_a_replaced_file_is_kept(tmp_path: Path, private: bool) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("old")
    path.chmod(0o644)
    write_atomic(path, b"new", private)
    assert mode(path) == (0o600 if private else 0o644)


def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "profiles.toml"
    write_atomic(path, b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            write_atomic(path, b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["profiles.toml"]


KILLED = """
import os, signal, sys
from pathlib import Path
from dsql_tui.store import files
{setup}
with files.open_atomic(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""


def kill_while_writing(path: Path, setup: str = "") -> None:
    code = KILLED.format(setup=setup)
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert done.returncode == -9


def test_a_killed_writer_leaves_no_temporary_file(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("old")
    kill_while_writing(path)
    assert [file.name for file in tmp_path.iterdir()] == ["rows.csv"]
    assert path.read_text() == "old"


def test_named_leftovers_are_removed_by_the_next_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rows.csv"
    kill_while_writing(path, "files._DESCRIPTORS = '/nowhere'")
    (left,) = tmp_path.iterdir()
    other = tmp_path / ".rows.csv.notes"
    other.write_text("of somebody else")
    monkeypatch.setattr(files, "_DESCRIPTORS", "/nowhere")
    with open_atomic(path) as file:
        file.write(b"first")
        assert not left.exists()
        with open_atomic(path) as second:  # does not remove the file of a living writer
            second.write(b"second")
        assert path.read_bytes() == b"second"
    assert path.read_bytes() == b"first"
    assert {each.name for each in tmp_path.iterdir()} == {"rows.csv", other.name}

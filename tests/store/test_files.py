"""Files are written whole, and are ours alone."""

from __future__ import annotations

import resource
import stat
from pathlib import Path

import pytest

from dsql_tui.store.files import write_whole


def test_a_file_is_made_with_its_folder_and_is_ours_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "profiles.toml"
    write_whole(path, b"one")
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["profiles.toml"]


def test_without_room_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "profiles.toml"
    write_whole(path, b"old")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, hard))
    try:
        with pytest.raises(OSError, match="too large"):
            write_whole(path, b"x" * 5000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["profiles.toml"]

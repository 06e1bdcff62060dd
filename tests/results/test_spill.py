"""The temporary file of rows that do not fit into the memory."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from dsql_tui.results.compare import RowList
from dsql_tui.results.spill import Spill


def test_the_file_has_no_name_and_is_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    old = os.umask(0)
    try:
        spill = Spill(1)
        chunk = spill.write(RowList([(b"secret",)]))
    finally:
        os.umask(old)
    assert chunk.get_value(0, 0) == b"secret"
    assert not list(tmp_path.iterdir())
    status = os.fstat(spill._file.fileno())
    assert status.st_nlink == 0
    assert stat.S_IMODE(status.st_mode) == 0o600

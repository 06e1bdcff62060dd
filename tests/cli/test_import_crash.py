"""Imports that are killed, or that find no room on the disk, and then continue."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dsql_tui.importing.progress import read_progress
from dsql_tui.importing.rejects import RejectsFile
from dsql_tui.sandbox.ready import Ready
from dsql_tui.store import paths
from tests.cli.conftest import Command, way_to
from tests.cli.test_import_account import claims, count, create, rejected_lines, write_rows
from tests.faults import inject_faults

Process = Callable[..., "subprocess.Popen[bytes]"]


@pytest.mark.parametrize("size", [1, 90, 300])
def test_full_disk_for_rejected_rows_loses_none(
    command: Command, aws: Ready, tmp_path: Path, size: int
) -> None:
    """A limit on the size of files cuts a row as a full disk does."""
    table = f"limited_{size}"
    create(command, table)
    wrong = (f"x{number},{'y' * 700}" for number in range(30))
    path = write_rows(tmp_path / "rows.csv", 20, *wrong)
    rejects = tmp_path / "rows.csv.rejected.jsonl"
    limit = ["prlimit", f"--fsize={16_400 + size}", sys.executable, "-B", "-m", "dsql_tui"]
    words = [*limit, "import", *way_to(aws), str(path), "--into", table]
    done = subprocess.run(words, capture_output=True, check=False)
    assert done.returncode == 2, done.stderr
    assert b"File too large. Continue with --resume." in done.stderr
    assert rejects.read_bytes().endswith(b"}\n")
    again = command("import", str(path), "--into", table, "--resume")
    assert again.code == 1
    assert claims(again) == {"imported": 20, "rejected": 30}
    assert rejected_lines(rejects) == list(range(22, 52))
    assert count(command, table) == 20


@pytest.mark.parametrize("settled", [1, 2, 3])
def test_import_that_is_killed_continues_exactly(
    command: Command, process: Process, aws: Ready, tmp_path: Path, settled: int
) -> None:
    table = f"killed_{settled}"
    create(command, table)
    path = write_rows(tmp_path / "rows.csv", 3100, "5,twice", "x,y", "7,twice")
    text = path.read_text().replace("\n1500,t1500\n", "\nz,t1500\n")
    path.write_text(text)
    with inject_faults(aws, delay=0.03):
        running = process("import", str(path), "--into", table)
        wait_for_rejects(tmp_path / "rows.csv.rejected.jsonl", settled, running)
        running.kill()
        running.communicate()
    progress = [read_progress(each) for each in (paths.data_folder() / "imports").iterdir()]
    assert any(each and each.has_begun for each in progress)
    done = command("import", str(path), "--into", table, "--resume")
    assert done.code == 1
    assert claims(done)["rejected"] == 4
    there = claims(done)["imported"] + claims(done).get("were there already", 0)
    assert there == 3099 == count(command, table)
    assert rejected_lines(tmp_path / "rows.csv.rejected.jsonl") == [1502, 3102, 3103, 3104]


def wait_for_rejects(path: Path, number: int, running: subprocess.Popen[bytes]) -> None:
    """Wait until a number of rows are rejected."""
    while not path.exists() or path.read_bytes().count(b"\n") < number:
        assert running.poll() is None
        time.sleep(0.001)


def test_rejects_of_rows_that_are_read_again_are_removed(tmp_path: Path) -> None:
    path = tmp_path / "rejects"
    lines = [b'{"line": 5, "text": "a"}\n', b'{"line": 12, "text": "b"}\n']
    for end in (b"", b'{"line": 13, "te', b"{", b'{"line": 14}'):
        path.write_bytes(b"".join(lines) + end)
        file = RejectsFile(path)
        file.drop(13)
        assert path.read_bytes() == b"".join(lines)
        file.drop(12)
        assert path.read_bytes() == lines[0]
        file.close()
    path.write_bytes(b"a text of the user")
    file = RejectsFile(path)
    file.drop(0)
    file.close()
    assert path.read_bytes() == b"a text of the user"

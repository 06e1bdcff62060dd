"""A sandbox that root starts, and that does not run as root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

import dsql_tui
from dsql_tui.sandbox.process import SandboxProcess
from tests.sandbox.clients import connect

NOBODY = 65534
SYSTEM_PYTHON = Path("/usr/bin/python3")

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give up root's rights")


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[tuple[str, ...]]:
    """A command for a sandbox whose Python and folders any user can reach."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    done = subprocess.run([SYSTEM_PYTHON, "--version"], capture_output=True, text=True, check=False)
    if f" {version}." not in done.stdout:
        pytest.skip(f"{SYSTEM_PYTHON} is not Python {version}")
    source = Path(dsql_tui.__file__).parent.parent
    monkeypatch.setenv("PYTHONPATH", f"{source}:{sysconfig.get_path('purelib')}")
    monkeypatch.chdir("/")
    folder = Path("/tmp") / f"dsql-{os.getpid()}"
    folder.mkdir()
    folder.chmod(0o755)
    monkeypatch.setenv("TMPDIR", str(folder))
    yield (str(SYSTEM_PYTHON), "-m", "dsql_tui", "sandbox")
    shutil.rmtree(folder)


def owner(process: int) -> int:
    """Return the user of a process, as the kernel sees it."""
    status = Path(f"/proc/{process}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("Uid:")).split()[2])


def postgres_of(sandbox: SandboxProcess) -> int:
    """Return the process of a sandbox's first PostgreSQL."""
    folder = sandbox.ready.sslrootcert.partition("/certificates/")[0]
    return int(Path(folder, "stores", "shop", "postmaster.pid").read_text().split()[0])


def test_root_becomes_nobody_where_nobody_can_reach_everything(public: tuple[str, ...]) -> None:
    with SandboxProcess(command=public) as sandbox, connect(sandbox.ready) as session:
        assert session.execute("SELECT 1").fetchone() == (1,)
        assert owner(sandbox.pid) == owner(postgres_of(sandbox)) == NOBODY


def test_data_is_kept_over_two_starts_of_root(public: tuple[str, ...]) -> None:
    data = Path(os.environ["TMPDIR"], "data")
    with SandboxProcess(data, command=public) as sandbox, connect(sandbox.ready) as session:
        session.execute("CREATE TABLE kept (a int)")
    with SandboxProcess(data, command=public) as sandbox, connect(sandbox.ready) as session:
        session.execute("SELECT * FROM kept")


def test_root_has_no_rights_over_the_system_in_a_namespace(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with SandboxProcess(tmp_path) as sandbox, connect(sandbox.ready) as session:
        assert session.execute("SELECT 1").fetchone() == (1,)
        namespaces = {Path(f"/proc/{each}/ns/user").readlink() for each in ("self", sandbox.pid)}
        assert len(namespaces) == 2

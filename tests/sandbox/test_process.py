"""A sandbox from its start to its end, however it ends: nothing is left."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dsql_tui.sandbox.gateway import certificates
from dsql_tui.sandbox.process import SandboxFailed, SandboxProcess
from dsql_tui.sandbox.store import binaries
from tests.sandbox.clients import connect

SANDBOX = (sys.executable, "-m", "dsql_tui", "sandbox")
HEAVY = ("psycopg", "botocore", "boto3", "trustme", "textual", "asyncio")


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder for temporary files of a test's sandboxes."""
    # Sockets need a short path, and that of pytest's own is long.
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="t-") as folder:
        monkeypatch.setenv("TMPDIR", folder)
        yield Path(folder)


def programs_in(folder: Path) -> list[str]:
    """Return the command lines of processes that mention the folder."""
    shown = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True)
    return [line for line in shown.stdout.splitlines() if str(folder) in line]


def is_soon(state: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not state() and time.monotonic() < deadline:
        time.sleep(0.02)
    return state()


def is_clean(folder: Path) -> bool:
    return not programs_in(folder) and not any(folder.iterdir())


def fails(*options: str, **environment: str) -> tuple[int, str]:
    """Return the exit code and the message of a sandbox that does not start."""
    done = subprocess.run(
        [*SANDBOX, *options],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
        check=False,
        timeout=30,
    )
    (sentence,) = done.stderr.splitlines()
    return done.returncode, sentence


def by_signal(number: signal.Signals) -> Callable[[SandboxProcess], int]:
    def end(process: SandboxProcess) -> int:
        os.kill(process.pid, number)
        return process.stop()

    return end


ENDS = [
    ("stop", SandboxProcess.stop, 0),
    ("SIGTERM", by_signal(signal.SIGTERM), 0),
    ("SIGHUP", by_signal(signal.SIGHUP), 0),
    ("SIGINT", by_signal(signal.SIGINT), 0),
    ("SIGKILL", by_signal(signal.SIGKILL), -9),
]


@pytest.mark.parametrize(("name", "end", "code"), ENDS, ids=[name for name, *_ in ENDS])
def test_is_clean_behind(
    temporary: Path, name: str, end: Callable[[SandboxProcess], int], code: int
) -> None:
    process = SandboxProcess()
    ready = process.wait()
    session = connect(ready)
    assert programs_in(temporary)
    assert end(process) == code
    assert is_soon(lambda: is_clean(temporary)), programs_in(temporary)
    session.close()


def test_killed_while_it_starts_it_leaves_nothing(temporary: Path) -> None:
    process = subprocess.Popen([*SANDBOX, "--json"], stdin=subprocess.PIPE)
    assert is_soon(lambda: bool(programs_in(temporary)))
    process.kill()
    process.communicate()
    assert is_soon(lambda: is_clean(temporary)), programs_in(temporary)


def test_the_end_of_standard_input_counts_only_for_a_pipe(temporary: Path) -> None:
    process = subprocess.Popen(
        [*SANDBOX, "--json"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert "clusters" in json.loads(process.stdout.readline())
    assert process.poll() is None
    process.terminate()
    assert process.wait() == 0
    process.stdout.close()
    assert is_clean(temporary)


def test_the_text_for_people_can_be_pasted(temporary: Path) -> None:
    named = {binaries.VARIABLE: str(binaries.locate(os.environ).folder)}
    done = subprocess.run(
        SANDBOX, input="", capture_output=True, text=True, env={**os.environ, **named}, check=True
    )
    assert "export AWS_ENDPOINT_URL_DSQL=http://127.0.0.1:" in done.stdout
    assert 'psql "host=' in done.stdout
    assert is_clean(temporary)


def test_kept_data_outlasts_kill_and_is_private(temporary: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = SandboxProcess(data)
    authority = Path(first.wait().sslrootcert).read_bytes()
    assert (data / "certificates" / "ca.key").stat().st_mode & 0o777 == 0o600
    assert "is in use by another sandbox or demo" in fails("--data", str(data))[1]
    with connect(first.ready) as session:
        session.execute("create table public.kept (answer int primary key)")
        session.execute("insert into public.kept values (42)")
    os.kill(first.pid, signal.SIGKILL)
    first.stop()
    with SandboxProcess(data) as second:
        assert Path(second.ready.sslrootcert).read_bytes() == authority
        with connect(second.ready) as session:
            assert session.execute("select answer from public.kept").fetchone() == (42,)
    assert is_clean(temporary)
    with SandboxProcess(data, fresh=True) as third, connect(third.ready) as session:
        assert session.execute("select to_regclass('public.kept')").fetchone() == (None,)


@pytest.mark.parametrize("file", ["", "PG_VERSION", "global/pg_control"])
def test_an_interrupted_start_is_repeated(tmp_path: Path, file: str) -> None:
    data = tmp_path / "data"
    process = subprocess.Popen(
        [*SANDBOX, "--json", "--data", str(data)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert is_soon((data / "stores" / "shop.new" / file).exists)
    process.kill()
    process.communicate()
    with SandboxProcess(data) as again, connect(again.ready) as session:
        assert session.execute("select count(*) from shop.orders").fetchone() == (15000,)


def test_a_port_in_use_is_reported() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, sentence = fails("--port", str(port))
    assert code == 2
    assert sentence.startswith(f"Port {port} is not available (Address already in use)")


def test_a_directory_that_cannot_be_created_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, sentence = fails("--data", str(tmp_path / "file" / "data"))
    assert code == 2
    assert "cannot be written (Not a directory)" in sentence


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a directory away")
def test_a_directory_of_another_user_is_reported(tmp_path: Path) -> None:
    os.chown(tmp_path, 65534, 65534)
    code, sentence = fails("--data", str(tmp_path))
    assert code == 2
    assert "belongs to another user" in sentence


def test_a_directory_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    code, sentence = fails("--data", str(tmp_path))
    assert code == 2
    assert "holds other files" in sentence
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_data_of_another_version_is_left_alone(tmp_path: Path) -> None:
    store = tmp_path / "stores" / "shop"
    store.mkdir(parents=True)
    (store / "PG_VERSION").write_text("12\n")
    (tmp_path / "sandbox.lock").touch()
    code, sentence = fails("--data", str(tmp_path))
    assert code == 2
    assert "was made by PostgreSQL 12 and this is 16" in sentence
    (store / "PG_VERSION").write_text("16\n")
    code, sentence = fails("--data", str(tmp_path))
    assert code == 2
    assert "was made by another version of dsql-tui. Add --fresh" in sentence


def test_without_postgresql_the_exit_code_is_another(temporary: Path) -> None:
    code, sentence = fails(**{binaries.VARIABLE: "/nonexistent"})
    assert code == 3
    assert "it has no initdb" in sentence
    assert is_clean(temporary)


def test_postgresql_that_does_not_start_is_quoted(temporary: Path, tmp_path: Path) -> None:
    for name in ("initdb", "postgres"):
        program = tmp_path / name
        program.write_text(
            '#!/bin/sh\n[ "$1" = --version ] && echo "x (PostgreSQL) 16.1" && exit\n'
            "echo 'FATAL: out of luck' >&2; exit 1\n"
        )
        program.chmod(0o755)
    code, sentence = fails(**{binaries.VARIABLE: str(tmp_path)})
    assert code == 3
    assert sentence.endswith("did not start: FATAL: out of luck")
    assert is_clean(temporary)


def test_the_parent_gets_the_childs_sentence(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(SandboxFailed, match="holds other files"):
        SandboxProcess(tmp_path).wait()


def test_stopped_before_it_was_started_it_never_starts() -> None:
    process = SandboxProcess()
    assert process.stop() == 0
    with pytest.raises(SandboxFailed, match="stopped"):
        process.wait()


def test_the_parents_side_is_light() -> None:
    script = "import sys, dsql_tui.sandbox.process; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert not set(HEAVY) & set(done.stdout.split())


def test_the_authority_is_made_once(tmp_path: Path) -> None:
    first, _ = certificates.load_authority(tmp_path)
    second, path = certificates.load_authority(tmp_path)
    assert second.cert_pem.bytes() == first.cert_pem.bytes() == path.read_bytes()
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}

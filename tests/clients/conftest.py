"""Where the packages of other clients are installed, once, and how their programs are run."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from platformdirs import user_cache_path

from dsql_tui.sandbox.ready import Ready

PYTHON_PACKAGES = (
    "aurora-dsql-python-connector>=0.2.7",
    "aurora-dsql-sqlalchemy>=1.3",
    "aurora-dsql-django>=0.7",
    "asyncpg",
    "boto3",
    "django>=5.2,<6",
    "psycopg[binary,pool]",
    "psycopg2-binary",
    "sqlalchemy",
)
NODE_PACKAGES = (
    "pg@8",
    "@aws/aurora-dsql-node-postgres-connector",
    "@aws-sdk/credential-providers",
    "@aws-sdk/dsql-signer",
)
PROGRAMS = Path(__file__).parent / "programs"
INSTALLING = 300
"""Seconds that the packages may take to install."""

Run = Callable[..., str]


@pytest.fixture(scope="session")
def python_clients() -> Path:
    """The Python of an environment that holds the Python clients."""
    return installed_python("python", PYTHON_PACKAGES)


@pytest.fixture(scope="session")
def node_clients() -> Path:
    """A folder whose node_modules hold the JavaScript clients."""
    if not shutil.which("npm"):
        pytest.skip("npm is not installed")
    folder = _folder("node", NODE_PACKAGES)
    if not (folder / "installed").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund"]
        _install(folder, [*install, "--prefix", str(folder), *NODE_PACKAGES])
    return folder


@pytest.fixture
def run_python(python_clients: Path, aws: Ready) -> Run:
    """Run one of the Python programs and give what it printed."""

    def run(program: str, *arguments: str) -> str:
        return _run([str(python_clients), str(PROGRAMS / program), *arguments], aws)

    return run


@pytest.fixture
def run_node(node_clients: Path, aws: Ready, tmp_path: Path) -> Run:
    """Run one of the JavaScript programs and give what it printed."""

    def run(program: str) -> str:
        beside = node_clients / program  # so that it finds node_modules
        shutil.copy(PROGRAMS / program, beside)
        return _run(["node", str(beside)], aws)

    return run


def installed_python(kind: str, packages: Sequence[str]) -> Path:
    """The Python of an environment that holds these packages, made at the first time."""
    folder = _folder(kind, (sys.version, *packages))
    python = folder / "bin" / "python"
    if not (folder / "installed").exists():
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        _install(folder, [str(python), "-m", "pip", "install", "--quiet", *packages])
    return python


def _folder(kind: str, contents: Sequence[str]) -> Path:
    digest = hashlib.sha256(json.dumps(contents).encode()).hexdigest()[:12]
    return user_cache_path("dsql-tui") / "test-clients" / f"{kind}-{digest}"


def _install(folder: Path, command: list[str]) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=INSTALLING, cwd=folder
    )
    if done.returncode:
        pytest.skip(f"cannot be installed: {done.stderr.strip()[-300:]}")
    (folder / "installed").touch()


def _run(command: list[str], ready: Ready) -> str:
    """Programs learn from the environment where the sandbox is."""
    first = ready.clusters[0]
    place = {
        "DSQL_HOST": first.endpoint,
        "DSQL_REGION": first.region,
        "DSQL_HOSTADDR": ready.hostaddr,
        "DSQL_PORT": str(ready.port),
        "DSQL_CA": ready.sslrootcert,
    }
    done = subprocess.run(
        command,
        env={**os.environ, **place},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout

"""Suites of other projects, run unchanged against the sandbox.

Their sources are cloned from GitHub, and nothing of them is kept in this repository.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.recipe_runner import CACHE, INSTALL_TIMEOUT, can_mount_hosts, install_python

pytestmark = [pytest.mark.clients, pytest.mark.timeout(1800)]

ROOT = Path(__file__).parents[2]
CONNECTORS = "https://github.com/awslabs/aurora-dsql-connectors"
ADAPTERS = "https://github.com/awslabs/aurora-dsql-orms"
PYTEST = ("pytest", "pytest-asyncio", "python-dotenv")
CONNECTOR = "aurora-dsql-python-connector"
SUITE_TIMEOUT = 900
"""Seconds for one suite."""


def fetch(url: str) -> Path:
    """Return a clone of a repository."""
    folder = CACHE / "sources" / url.rpartition("/")[2]
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        run_or_skip("git", "clone", "--quiet", "--depth", "1", url, str(folder))
    return folder


def run_or_skip(*command: str, folder: Path | None = None, **environment: str) -> None:
    """Run a command that prepares a suite; skip the test if it fails."""
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=INSTALL_TIMEOUT,
    )
    if done.returncode:
        pytest.skip(f"cannot be installed: {done.stderr.strip()[-300:]}")


def run_suite(folder: Path, *command: str, **environment: str) -> str:
    """Run a suite in a network of its own, where the endpoint leads to a sandbox.

    Returns its output and errors.
    """
    if not can_mount_hosts():
        pytest.skip("a process cannot have its own network on this machine (unshare, mount)")
    own = [] if os.geteuid() == 0 else ["--map-root-user"]
    script = f'cd {folder} && exec "$@"'
    own_network = ["unshare", *own, "--net", "--mount"]
    with_sandbox = [sys.executable, "-m", "tests.clients.with_sandbox"]
    done = subprocess.run(
        [*own_network, *with_sandbox, "sh", "-c", script, "-", *command],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=SUITE_TIMEOUT,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-20_000:]
    return done.stdout + done.stderr


def install_source(python: Path, folder: Path) -> None:
    """Install a package from its source, whose version comes from tags that a clone lacks."""
    command = ("-m", "pip", "install", "--quiet", "--no-deps", "--editable", str(folder))
    run_or_skip(str(python), *command, SETUPTOOLS_SCM_PRETEND_VERSION="0.0.0")


def test_sqlalchemy_with_the_adapter_of_aws() -> None:
    folder = fetch(ADAPTERS) / "python" / "sqlalchemy"
    packages = (*PYTEST, "sqlalchemy>=2,<2.1", "psycopg[binary]", "psycopg-pool", CONNECTOR)
    python = install_python("suite-sqlalchemy", packages)
    install_source(python, folder)
    run_suite(folder, str(python), "-m", "pytest", "-q", "test/", DRIVER="psycopg")


def test_tortoise_with_the_adapter_of_aws() -> None:
    folder = fetch(ADAPTERS) / "python" / "tortoise-orm"
    # The versions of its lock file: newer ones fail in the suite itself.
    versions = ("tortoise-orm[asyncpg,psycopg]>=0.25,<1", "asyncpg<0.32", "aerich[toml]>=0.9.2")
    drivers = (*versions, "psycopg[binary]")
    python = install_python("suite-tortoise", (*PYTEST, *drivers, CONNECTOR))
    install_source(python, folder)
    run_suite(folder, str(python), "-m", "pytest", "-q", "tests/integration")


def test_the_python_connector_of_aws() -> None:
    folder = fetch(CONNECTORS) / "python" / "connector"
    drivers = ("asyncpg>=0.30", "psycopg[binary]", "psycopg-pool", "psycopg2-binary", "boto3")
    python = install_python("suite-connector", (*PYTEST, *drivers))
    install_source(python, folder)
    run_suite(folder, str(python), "-m", "pytest", "-q", "tests/integration")


def test_the_connector_of_aws_for_postgres_js() -> None:
    if not shutil.which("npm"):
        pytest.skip("npm is not installed")
    source = fetch(CONNECTORS) / "node" / "postgres-js"
    folder = CACHE / "suite-postgres-js"
    for name in ("src", "test"):
        shutil.copytree(source / name, folder / name, dirs_exist_ok=True)
    for name in ("jest.config.js", "tsconfig.json"):
        shutil.copy(source / name, folder / name)
    (folder / "package.json").write_text('{"type": "module", "private": true}')
    # Node.js has WebSockets since version 22; the package `node` brings one.
    packages = "node@22 jest@30 @jest/globals@30 ts-jest@29 typescript@5 @types/node postgres@3"
    aws = "@aws-sdk/credential-providers @aws-sdk/dsql-signer @aws-sdk/types async-mutex@0.5"
    run_or_skip("npm", "install", "--silent", *f"{packages} {aws}".split(), folder=folder)
    jest = ("node_modules/.bin/node", "node_modules/jest/bin/jest.js")
    options = "--experimental-vm-modules"
    run_suite(folder, *jest, "--testPathPatterns=integration", NODE_OPTIONS=options)


DSQL_CLI_SCRIPT = """
run() { dsql "$CLUSTER_ENDPOINT" --ssl-root-cert "$SSL_CERT_FILE" --format jsonl "$@"; }
dsql clusters --region "$REGION" --format jsonl
run -U testuser -c 'SELECT current_user'
run -U admin -c 'CREATE TABLE cli (id bigint PRIMARY KEY, word text)' \\
    -c "INSERT INTO cli VALUES (1, 'one'), (2, NULL)" \\
    -c BEGIN -c 'DELETE FROM cli' -c ROLLBACK -c 'SELECT id, word FROM cli ORDER BY id'
if run -U admin -c 'CREATE INDEX words ON cli (word)'; then exit 9; fi
run -U admin -c 'DROP TABLE cli'
"""


def test_dsql_cli() -> None:
    """Run the program itself: its live suite trusts no certificates but those of Mozilla.

    Version 1.0.0 ends with an error after rows whose tag does not count them, as of SHOW and of
    CREATE INDEX ASYNC.
    """
    root, built = CACHE / "dsql-cli", str(CACHE / "cargo-target")
    install = ("cargo", "install", "--quiet", "--locked", "--debug", "--root", str(root))
    run_or_skip(*install, "dsql-cli@1.0.0", CARGO_TARGET_DIR=built)
    search_path = os.pathsep.join((str(root / "bin"), os.environ["PATH"]))
    output = run_suite(CACHE, "sh", "-euc", DSQL_CLI_SCRIPT, PATH=search_path)
    for shown in (
        '"name":"shop"',
        '"values":["testuser"]',
        '"values":["1","one"]',
        '"values":["2",null]',
        'sqlstate":"0A000","diagnostic":"unsupported mode. please use CREATE INDEX ASYNC."',
    ):
        assert shown in output

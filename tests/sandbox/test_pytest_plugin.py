"""The pytest plugin, as another project's tests use it, and the examples of its page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from dsql_tui.sandbox.pytest_plugin import Sandbox
from dsql_tui.sandbox.ready import Ready
from tests.clients.recipe_runner import install_python

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "testing.md"
PLUGIN = "dsql_tui.sandbox.pytest_plugin"


def read_example(title: str) -> str:
    """Return the example under a heading of the page."""
    section = PAGE.read_text(encoding="utf-8").split(f"## {title}\n")[1]
    example = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert example
    return example[1]


def run_tests(python: Path, folder: Path, source: str, *options: str) -> str:
    """Run the tests of a project with the plugin; return what pytest prints."""
    (folder / "test_example.py").write_text(source, encoding="utf-8")
    done = subprocess.run(
        [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", *options],
        cwd=folder,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def run_with_plugin(folder: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Run tests with this Python; whether the plugin is installed does not matter."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return run_tests(Path(sys.executable), folder, source, "-p", PLUGIN)


def test_the_example_for_psycopg_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "2 passed" in run_with_plugin(tmp_path, read_example("psycopg"), monkeypatch)


TWO_TESTS = """
import os

import psycopg

seen = []


def check(dsql_cluster):
    assert os.environ["AWS_ENDPOINT_URL_DSQL"] == dsql_cluster.env["AWS_ENDPOINT_URL_DSQL"]
    with psycopg.connect(**dsql_cluster.connection_parameters()) as session:
        assert session.execute("SELECT to_regclass('t')").fetchone() == (None,)
    with psycopg.connect(**dsql_cluster.connection_parameters()) as session:
        session.execute("CREATE TABLE t (id int PRIMARY KEY)")
    seen.append(dsql_cluster.identifier)


def test_one(dsql_cluster):
    check(dsql_cluster)
    dsql_cluster.arm(refuse={"error": "too_fast", "times": 99})


def test_two(dsql_cluster):
    check(dsql_cluster)
    assert len(set(seen)) == 2


def test_the_environment_is_restored():
    assert "AWS_ENDPOINT_URL_DSQL" not in os.environ
"""


def test_each_test_has_its_own_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "3 passed" in run_with_plugin(tmp_path, TWO_TESTS, monkeypatch)


def test_a_cluster_has_a_role_and_a_region(fast: Ready) -> None:
    with Sandbox(fast).create_cluster("eu-west-1") as cluster:
        assert cluster.region in cluster.endpoint
        with psycopg.connect(**cluster.connection_parameters(), autocommit=True) as session:
            session.execute("CREATE ROLE app WITH LOGIN")
            session.execute("AWS IAM GRANT app TO 'arn:aws:iam::111122223333:user/developer'")
        with psycopg.connect(**cluster.connection_parameters("app")) as session:
            assert session.execute("SELECT current_user").fetchone() == ("app",)
    gone = Sandbox(fast).build_client("eu-west-1").get_waiter("cluster_not_exists")
    gone.wait(identifier=cluster.identifier, WaiterConfig={"Delay": 0.1, "MaxAttempts": 100})


def test_an_unknown_fault_is_an_error(fast: Ready) -> None:
    with pytest.raises(ValueError, match="Unknown: storm"):
        Sandbox(fast).arm(storm=1)


ADAPTERS = {
    "SQLAlchemy": ("aurora-dsql-sqlalchemy", "sqlalchemy>=2"),
    "Django": ("aurora-dsql-django", "django>=5"),
}


@pytest.mark.clients
@pytest.mark.timeout(900)
@pytest.mark.parametrize("title", ADAPTERS)
def test_the_example_for_an_adapter_passes(title: str, tmp_path: Path) -> None:
    connector = ("aurora-dsql-python-connector", "psycopg[binary]", "psycopg-pool", "pytest")
    packages = (*ADAPTERS[title], *connector, f"{ROOT}[sandbox]")
    python = install_python(f"plugin-{title.lower()}", packages)
    # Here pytest finds the plugin by its entry point.
    assert "1 passed" in run_tests(python, tmp_path, read_example(title))

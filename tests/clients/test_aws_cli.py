"""Exported AWS CLI commands run with the real `aws` against the sandbox.

The package is version 1, which has the same commands for clusters as version 2.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from dsql_tui.aws.clusters import get_details, list_clusters
from dsql_tui.aws.identity import Identity
from dsql_tui.dsql import changes
from dsql_tui.dsql.changes import Change, ClusterSpec
from dsql_tui.dsql.commands import shell_script
from dsql_tui.sandbox.ready import Ready
from tests.aws.test_changes import POLICY
from tests.clients.recipe_runner import install_python


@pytest.fixture(scope="session")
def aws_cli() -> Path:
    """The folder where `aws` is installed."""
    return install_python("aws-cli", ("awscli",)).parent


def run(change: Change, folder: Path) -> None:
    """Run the script of a change with the system's shell."""
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh"],
        input=shell_script(change),
        env={**os.environ, "PATH": path, "AWS_PAGER": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr


def test_exported_commands_create_link_and_delete_clusters(fast_aws: Ready, aws_cli: Path) -> None:
    tags = {"team": "a b", "path": "x/y+z=@"}
    wish = ClusterSpec("eu-central-1", "cli", tags, False, "", POLICY, "eu-west-3", "eu-west-2")
    run(changes.create(wish), aws_cli)
    identity = Identity()
    here, there = (
        next(c for c in list_clusters(identity, region) if c.name == "cli")
        for region in ("eu-central-1", "eu-west-3")
    )
    assert (here.peers, here.status, here.protected) == ((there.arn,), "ACTIVE", False)
    assert here.tags == {**tags, "Name": "cli"}
    assert get_details(identity, here.endpoint).policy == POLICY
    run(changes.delete(here, [there]), aws_cli)
    assert not [c for c in list_clusters(identity, "eu-central-1") if c.name == "cli"]

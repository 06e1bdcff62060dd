"""What is exported for the AWS CLI, run by a shell with the real `aws` against the sandbox.

The package is version 1, which has the same commands for clusters as version 2.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from dsql_tui.aws.clusters import clusters, details
from dsql_tui.aws.identity import Identity
from dsql_tui.dsql import changes
from dsql_tui.dsql.changes import Change, Wish
from dsql_tui.dsql.commands import script
from dsql_tui.sandbox.ready import Ready
from tests.aws.test_changes import POLICY
from tests.clients.workshop import installed_python


@pytest.fixture(scope="session")
def aws_cli() -> Path:
    """The folder that `aws` is installed in."""
    return installed_python("aws-cli", ("awscli",)).parent


def run(change: Change, folder: Path) -> None:
    """Run the change's script by the system's shell."""
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh"],
        input=script(change),
        env={**os.environ, "PATH": path, "AWS_PAGER": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr


def test_the_exported_commands_make_link_and_delete(brisk_aws: Ready, aws_cli: Path) -> None:
    tags = {"team": "a b", "path": "x/y+z=@"}
    wish = Wish("eu-central-1", "cli", tags, False, "", POLICY, "eu-west-3", "eu-west-2")
    run(changes.create(wish), aws_cli)
    identity = Identity()
    here, there = (
        next(c for c in clusters(identity, region) if c.name == "cli")
        for region in ("eu-central-1", "eu-west-3")
    )
    assert (here.peers, here.status, here.protected) == ((there.arn,), "ACTIVE", False)
    assert here.tags == {**tags, "Name": "cli"}
    assert details(identity, here.endpoint).policy == POLICY
    run(changes.delete(here, [there]), aws_cli)
    assert not [c for c in clusters(identity, "eu-central-1") if c.name == "cli"]

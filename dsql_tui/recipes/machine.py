"""What this computer has, as far as it decides which recipe works on it."""

from __future__ import annotations

import re
import shutil
import subprocess

from dsql_tui.recipes.place import DIRECT, SIGNERS

_PATIENCE = 10


def libpq_here() -> int:
    """The major version of the psql that is installed; the newest that matters where none is."""
    found = re.search(r"\d+", _said("psql", "--version"))
    return int(found[0]) if found else DIRECT


def signer_here() -> str:
    """The AWS CLI, if it is the version 2 that signs tokens, else we ourselves.

    https://docs.aws.amazon.com/cli/latest/reference/dsql/generate-db-connect-auth-token.html
    """
    return SIGNERS[0] if _said("aws", "--version").startswith("aws-cli/2.") else SIGNERS[1]


def _said(program: str, *arguments: str) -> str:
    """What a program prints; nothing where it is missing or does not answer."""
    if not (path := shutil.which(program)):
        return ""
    try:
        done = subprocess.run(
            [path, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout

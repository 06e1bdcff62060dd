"""Find the versions of psql and the AWS CLI on this computer, which decide what a recipe says."""

from __future__ import annotations

import re
import shutil
import subprocess

from dsql_tui.recipes.context import DIRECT_TLS, SIGNERS

_VERSION_TIMEOUT = 10


def find_libpq_version() -> int:
    """Return the major version of the installed psql, or without one the newest that matters."""
    number = re.search(r"\d+", _read_output("psql", "--version"))
    return int(number[0]) if number else DIRECT_TLS


def find_signer() -> str:
    """Return the AWS CLI if it is version 2, which signs tokens, or else dsql-tui.

    https://docs.aws.amazon.com/cli/latest/reference/dsql/generate-db-connect-auth-token.html
    """
    return SIGNERS[0] if _read_output("aws", "--version").startswith("aws-cli/2.") else SIGNERS[1]


def _read_output(program: str, *arguments: str) -> str:
    """Return what a program prints, or nothing if it is missing or does not answer."""
    if not (path := shutil.which(program)):
        return ""
    try:
        done = subprocess.run(
            [path, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=_VERSION_TIMEOUT,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout

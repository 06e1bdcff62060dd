"""Checks of Python and the libraries."""

from __future__ import annotations

import locale
import sys
from importlib.metadata import version

from dsql_tui.db.environment import libpq_variables
from dsql_tui.db.libpq_version import libpq_version
from dsql_tui.doctor.context import Context
from dsql_tui.doctor.finding import StepFailed
from dsql_tui.log import VARIABLE, log_path

_PYTHON = (3, 10)
_LIBPQ = 170000
"""The first libpq that opens a connection with TLS directly."""


def log(context: Context) -> str:
    """Say how to write a log, for a report of a bug."""
    if path := log_path():
        return f"written to {path}"
    return f"off; --log FILE or {VARIABLE}=FILE writes one, without secrets or data"


def environment(context: Context) -> str:
    """Find libpq's environment variables, which are ignored."""
    if names := libpq_variables():
        raise StepFailed(
            ", ".join(names),
            "dsql-tui ignores libpq's environment variables.",
            "Use options or a profile instead.",
            warning=True,
        )
    return "no libpq variables set"


def python(context: Context) -> str:
    """Check Python's version and the encoding."""
    result = f"{sys.version.split()[0]} at {sys.executable}"
    if sys.version_info < _PYTHON:
        raise StepFailed(result, "dsql-tui needs Python 3.10.", "Install it with a newer Python.")
    encoding = locale.getpreferredencoding(False)
    if encoding.lower().replace("-", "") not in ("utf8", "cp65001"):
        raise StepFailed(
            f"{result}, {encoding}",
            f"The locale's encoding is {encoding}, so other characters cannot be shown.",
            "Set LANG to a UTF-8 locale, such as C.UTF-8.",
            warning=True,
        )
    return result


def libraries(context: Context) -> str:
    """Check the versions of psycopg, its libpq and boto3."""
    libpq = libpq_version()
    result = f"psycopg {version('psycopg')} with libpq {libpq // 10000}, boto3 {version('boto3')}"
    if libpq < _LIBPQ:
        raise StepFailed(
            result,
            "This libpq is older than 17 and cannot open a connection with TLS directly.",
            "Install a newer one: pip install -U 'psycopg[binary]'.",
        )
    return result

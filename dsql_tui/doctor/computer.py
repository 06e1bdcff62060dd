"""Python, and the libraries that everything rests on."""

from __future__ import annotations

import locale
import sys
from importlib.metadata import version

from dsql_tui.db.libpq import libpq_version
from dsql_tui.doctor.finding import Trouble
from dsql_tui.doctor.patient import Patient

_PYTHON = (3, 10)
_LIBPQ = 170000
"""TLS from the first byte on, as sessions are opened, came with PostgreSQL 17's libpq."""


def python(patient: Patient) -> str:
    """Is it new enough, and does it write UTF-8?"""
    said = f"{sys.version.split()[0]} at {sys.executable}"
    if sys.version_info < _PYTHON:
        raise Trouble(said, "dsql-tui needs Python 3.10.", "Install it with a newer Python.")
    encoding = locale.getpreferredencoding(False)
    if encoding.lower().replace("-", "") not in ("utf8", "cp65001"):
        raise Trouble(
            f"{said}, {encoding}",
            f"The locale's encoding is {encoding}, so other scripts cannot be shown.",
            "Set LANG to a locale in UTF-8, such as C.UTF-8.",
            noted=True,
        )
    return said


def libraries(patient: Patient) -> str:
    """Are psycopg's libpq and boto3 such that a session can be opened?"""
    libpq = libpq_version()
    said = f"psycopg {version('psycopg')} with libpq {libpq // 10000}, boto3 {version('boto3')}"
    if libpq < _LIBPQ:
        raise Trouble(
            said,
            "This libpq is older than 17 and cannot begin a connection with TLS.",
            "Install psycopg with a newer one: pip install -U 'psycopg[binary]'.",
        )
    return said

"""How much memory libpq has taken for a result, which it knows and psycopg does not pass on.

Adding up the lengths of all cells instead takes as long as fetching them.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from contextlib import suppress

from psycopg.pq import PGresult
from psycopg.pq.abc import PGresult as AnyResult


def memory_of(result: AnyResult) -> int | None:
    """Bytes that a result takes; `None` where libpq is out of reach.

    https://www.postgresql.org/docs/current/libpq-misc.html#LIBPQ-PQRESULTMEMORYSIZE
    """
    if _memory_size is None:
        return None
    return _memory_size(result.pgresult_ptr)  # type: ignore[attr-defined]  # of every implementation


def _found() -> Callable[[int | None], int] | None:
    """libpq's function, by way of the module of psycopg that is linked with libpq.

    There is none in psycopg's implementation in Python, nor is it found this way on Windows.
    """
    with suppress(OSError, AttributeError):
        function = ctypes.CDLL(sys.modules[PGresult.__module__].__file__).PQresultMemorySize
        function.argtypes, function.restype = [ctypes.c_void_p], ctypes.c_size_t
        return function
    return None


_memory_size = _found()

"""The memory that libpq uses for a result, which psycopg does not report.

Adding the lengths of all cells takes as long as fetching them.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from contextlib import suppress

from psycopg.pq import PGresult
from psycopg.pq.abc import PGresult as AnyResult


def result_memory(result: AnyResult) -> int | None:
    """Return the bytes that a result uses; `None` if libpq cannot be called.

    https://www.postgresql.org/docs/current/libpq-misc.html#LIBPQ-PQRESULTMEMORYSIZE
    """
    if _memory_size is None:
        return None
    return _memory_size(result.pgresult_ptr)  # type: ignore[attr-defined]  # of every implementation


def _find_function() -> Callable[[int | None], int] | None:
    """Find libpq's function, through the psycopg module that is linked with libpq.

    psycopg's Python implementation has no such module, and Windows cannot find it this way.
    """
    with suppress(OSError, AttributeError):
        # PyDLL keeps the interpreter lock, for which another thread would make us wait.
        function = ctypes.PyDLL(sys.modules[PGresult.__module__].__file__).PQresultMemorySize
        function.argtypes, function.restype = [ctypes.c_void_p], ctypes.c_size_t
        return function
    return None


_memory_size = _find_function()

"""The keys of the rows that were read, in a temporary file: memory does not grow with the file."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from hashlib import blake2b


class SeenKeys:
    """A set of keys on disk. It belongs to no thread, but to one at a time."""

    def __init__(self) -> None:
        # The empty name is a temporary file, which SQLite removes.
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.execute("pragma synchronous = off")
        self._database.execute("create table keys (hash blob primary key) without rowid")
        self._database.execute("begin")

    def add(self, key: Sequence[str]) -> bool:
        """Add a key, and return whether it is new."""
        content = json.dumps(key).encode()
        digest = blake2b(content, digest_size=16).digest()
        added = self._database.execute("insert or ignore into keys values (?)", (digest,))
        return added.rowcount == 1

    def close(self) -> None:
        """Remove the file."""
        self._database.close()

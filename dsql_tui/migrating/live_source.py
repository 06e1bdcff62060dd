"""A live PostgreSQL server as the source: pg_dump writes its script into the folder."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

from dsql_tui.store.files import open_private

DUMP = "source.sql"
"""The script that pg_dump writes, in the folder of the migration."""

_NEWER = (
    "Install the client programs of that version, or run pg_dump where they are and give its "
    "script as SOURCE."
)
_SCHEMES = ("postgresql://", "postgres://")


def is_live(source: str) -> bool:
    """Return whether a source is the address of a server."""
    return source.startswith(_SCHEMES)


def name_database(source: str) -> str:
    """Return the name of the database in an address, for the name of a folder."""
    name = unquote(urlsplit(source).path.strip("/")) or "postgres"
    return "".join(each if each.isalnum() or each in "-_." else "_" for each in name)


def dump_source(source: str, folder: Path, resumes: bool) -> Path:
    """Write the script of a database; return its path. Blocks.

    pg_dump reads one snapshot. The password of the address is not in an argument of the process.

    Args:
        source: The address.
        folder: The folder of the migration.
        resumes: True to keep the script of the run that is resumed.

    Raises:
        ValueError: pg_dump is not installed, or failed; the message is for the user.
        OSError: The script cannot be written.
    """
    path = folder / DUMP
    if resumes and path.exists():
        return path
    program = shutil.which("pg_dump")
    if program is None:
        raise ValueError("pg_dump is not installed. Install the client programs of PostgreSQL.")
    address, password = _take_password(source)
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    part = folder / f"{DUMP}.part"
    with os.fdopen(open_private(part, os.O_WRONLY | os.O_TRUNC), "wb") as file:
        done = subprocess.run(
            [program, "--no-owner", "--no-privileges", "--dbname", address],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.PIPE,
            env=environment,
            check=False,
        )
    if done.returncode:
        part.unlink()
        words = " ".join(done.stderr.decode(errors="replace").split())
        remedy = f". {_NEWER}" if "version mismatch" in words else ""
        raise ValueError(f"pg_dump failed: {words.replace(password or chr(0), '…')}{remedy}")
    part.rename(path)
    return path


def _take_password(source: str) -> tuple[str, str]:
    """Return an address without its password, and the password."""
    parts = urlsplit(source)
    password = parts.password or ""
    fields = []
    for field in parts.query.split("&"):
        name, _, value = field.partition("=")
        if unquote(name) == "password":
            password = value
        elif field:
            fields.append(field)
    user, _, host = parts.netloc.rpartition("@")
    user = f"{user.partition(':')[0]}@" if user else ""
    query = f"?{'&'.join(fields)}" if fields else ""
    return f"{parts.scheme}://{user}{host}{parts.path}{query}", unquote(password)

"""A live PostgreSQL server as the source: its script is written into the folder."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from dsql_tui.store.files import open_private

DUMP = "source.sql"
"""The script of a server, in the folder of the migration."""

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

    The script is of one snapshot. pg_dump writes it if it is installed and not older than the
    server; otherwise it is read from the catalogs. The password of the address is not in an
    argument of a process.

    Args:
        source: The address.
        folder: The folder of the migration.
        resumes: True to keep the script of the run that is resumed.

    Raises:
        ValueError: The database cannot be read; the message is for the user.
        OSError: The script cannot be written.
    """
    path = folder / DUMP
    if resumes and path.exists():
        return path
    address, password = _take_password(source)
    part = folder / f"{DUMP}.part"
    with os.fdopen(open_private(part, os.O_WRONLY | os.O_TRUNC), "wb") as file:
        if not _run_pg_dump(address, password, file):
            file.seek(0)
            file.truncate()
            _read_database(address, password, file)
    part.rename(path)
    return path


def _run_pg_dump(address: str, password: str, file: BinaryIO) -> bool:
    """Let pg_dump write the script; return False if it is missing, or too old for the server.

    Raises:
        ValueError: It failed; the message is for the user.
    """
    program = shutil.which("pg_dump")
    if program is None:
        return False
    done = subprocess.run(
        [program, "--no-owner", "--no-privileges", "--dbname", address],
        stdin=subprocess.DEVNULL,
        stdout=file,
        stderr=subprocess.PIPE,
        env={**os.environ, **({"PGPASSWORD": password} if password else {})},
        check=False,
    )
    words = " ".join(done.stderr.decode(errors="replace").split())
    if done.returncode and "version mismatch" not in words:
        shown = words.replace(password or chr(0), "…").rstrip(".")
        raise ValueError(f"pg_dump failed: {shown}.{_name_variables()}")
    return not done.returncode


def _read_database(address: str, password: str, file: BinaryIO) -> None:
    """Write the script from the catalogs of the server.

    Raises:
        ValueError: They cannot be read; the message is for the user.
    """
    from dsql_tui.db.postgres_script import PostgresReadError, write_postgres_script

    try:
        write_postgres_script(address, password, file)
    except PostgresReadError as error:
        words = str(error).replace(password or chr(0), "…").rstrip(".")
        raise ValueError(f"The source cannot be read: {words}.{_name_variables()}") from None


def _name_variables() -> str:
    """Return a sentence with libpq's variables that are set, which count for this server."""
    from dsql_tui.db.environment import libpq_variables

    names = ", ".join(libpq_variables())
    return f" libpq also reads these environment variables: {names}." if names else ""


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

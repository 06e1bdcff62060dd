"""What the user has set, in `settings.toml` of the configuration folder.

A new setting is one field: its name is the key, its default what holds without it, its type and
the `check` in its metadata what may stand there, and the text below it its documentation.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from dsql_tui.dsql.clock import WARNED
from dsql_tui.dsql.flow import ROW_CAP
from dsql_tui.dsql.regions import REGIONS, checked_regions
from dsql_tui.results.budget import BYTES
from dsql_tui.store import places
from dsql_tui.store.editing import Unusable, change, read_text


def _not_negative(number: int) -> None:
    if number < 0:
        raise ValueError("it cannot be below 0.")


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, by its default."""

    regions: tuple[str, ...] = field(default=REGIONS, metadata={"check": checked_regions})
    """The regions whose clusters are listed, in this order."""
    row_cap: int = field(default=ROW_CAP, metadata={"check": _not_negative})
    """Rows that a SELECT outside a transaction fetches before it is stopped; 0 fetches all."""
    memory: int = field(default=BYTES // 2**20, metadata={"check": _not_negative})
    """Mebibytes of rows that are held in memory; older ones go to a temporary file."""
    session_warnings: tuple[int, ...] = WARNED
    """Seconds before the end of a session's hour at which the user is told."""
    transactions: Literal["auto", "explicit"] = "auto"
    """Does each statement of a new console stand for itself, or do transactions begin by themselves
    and wait for a COMMIT?"""
    theme: str = ""
    """The colours of everything, by name; without one, what the terminal can show."""
    queries: tuple[str, ...] = ()
    """Folders of `.sql` files, of a repository say, that are offered beside one's saved queries."""


def settings_file() -> Path:
    """Where they are kept."""
    return places.config() / "settings.toml"


def read_settings(path: Path | None = None) -> tuple[Settings, list[str]]:
    """The settings, and a sentence for each line that cannot be followed.

    `path` is another file than the usual one. What is not there, or wrong, is as by default.
    """
    path = path or settings_file()
    try:
        text = read_text(path)
    except Unusable as error:
        return Settings(), [str(error)]
    if not text:
        return Settings(), []
    # Lazily, because the first frame waits for this, and most people have no such file.
    from dsql_tui.store.checked import checked

    values, problems = checked(Settings, text, path.name)
    return Settings(**values), problems


def write_setting(name: str, value: Any, path: Path | None = None) -> None:
    """Set one setting for this console's successors; the file keeps its comments.

    Raises:
        Unusable: the file cannot be written, or is no TOML and has to be put right first.
    """
    # Lazily, for the same reason.
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    path = path or settings_file()

    def set_one(text: str) -> str:
        try:
            document = tomlkit.parse(text)
        except TOMLKitError as error:
            raise Unusable(f"{path} is no TOML and was left as it is: {error}.") from None
        document[name] = list(value) if isinstance(value, tuple) else value
        return tomlkit.dumps(document)

    change(path, set_one)

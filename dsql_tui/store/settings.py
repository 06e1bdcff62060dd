"""The user's settings, in `settings.toml` in the configuration folder.

A setting is a field of `Settings`: its name is the key, its type and the `check` in its metadata
say which values are valid, and the string below it is its documentation.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from dsql_tui.dsql.clock import CUTOFF_WARNINGS
from dsql_tui.dsql.flow import ROW_CAP
from dsql_tui.dsql.regions import REGIONS, check_regions
from dsql_tui.results.memory_budget import MEMORY_LIMIT
from dsql_tui.store import paths
from dsql_tui.store.edit_file import FileError, edit_file, read_text

MIN_SHARE, MAX_SHARE = 5, 95
"""The limits of a share of the screen, in percent."""


def _check_not_negative(number: int) -> None:
    if number < 0:
        raise ValueError("it must be 0 or more.")


def _check_prices(prices: Mapping[str, float]) -> None:
    if not all(math.isfinite(price) and price >= 0 for price in prices.values()):
        raise ValueError("a price must be 0 or more.")


def _check_share(percent: int) -> None:
    if not MIN_SHARE <= percent <= MAX_SHARE:
        raise ValueError(f"it must be from {MIN_SHARE} to {MAX_SHARE}.")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with their defaults."""

    regions: tuple[str, ...] = field(default=REGIONS, metadata={"check": check_regions})
    """The regions whose clusters are listed, in this order."""
    row_cap: int = field(default=ROW_CAP, metadata={"check": _check_not_negative})
    """Rows after which a SELECT outside a transaction is stopped; 0 for no limit."""
    memory: int = field(default=MEMORY_LIMIT // 2**20, metadata={"check": _check_not_negative})
    """MiB of rows kept in memory; older rows move to a temporary file."""
    session_warnings: tuple[int, ...] = CUTOFF_WARNINGS
    """Seconds before a session's cutoff at which a warning is shown."""
    transactions: Literal["auto", "explicit"] = "auto"
    """The mode of new consoles: `auto` for autocommit, `explicit` for manual commit."""
    theme: str = ""
    """The name of the colour theme; without one, it depends on the terminal."""
    vim: bool = False
    """Whether the editor has the keys of vim."""
    pairs: bool = True
    """Whether the editor closes brackets and quotes."""
    wrap: bool = False
    """Whether the editor wraps long lines."""
    left_pane: bool = True
    """Whether the pane on the left (schema, sessions, problems) is shown."""
    left_width: int = field(default=30, metadata={"check": _check_not_negative})
    """The width of the pane on the left with the schema or the sessions, in cells."""
    problems_width: int = field(default=40, metadata={"check": _check_not_negative})
    """The width of the pane on the left with the problems, in cells."""
    problems_height: int = field(default=60, metadata={"check": _check_share})
    """The height of the list of problems, in percent of the list and the advice below it."""
    results_pane: bool = True
    """Whether the results are shown; a run shows them again."""
    editor_height: int = field(default=40, metadata={"check": _check_share})
    """The height of the editor, in percent of the editor and the results."""
    queries: tuple[str, ...] = ()
    """Folders of `.sql` files, such as repositories, listed with the saved queries."""
    dpu_prices: dict[str, float] = field(default_factory=dict, metadata={"check": _check_prices})
    """US dollars for a million DPU by Region, such as `{ eu-west-1 = 9.5 }`; for estimates."""


def settings_file() -> Path:
    """Return the path of the settings file."""
    return paths.config_folder() / "settings.toml"


def read_settings(path: Path | None = None) -> tuple[Settings, list[str]]:
    """Return the settings and a sentence for each invalid line; invalid settings keep defaults."""
    path = path or settings_file()
    try:
        text = read_text(path)
    except FileError as error:
        return Settings(), [str(error)]
    if not text:
        return Settings(), []
    # Imported here, because the first frame waits for it, and most users have no such file.
    from dsql_tui.store.toml_table import parse_table

    values, problems = parse_table(Settings, text, path.name)
    return Settings(**values), problems


def write_setting(name: str, value: Any, path: Path | None = None) -> None:
    """Change one setting in the file; its comments are kept.

    Raises:
        FileError: The file cannot be written, or is not valid TOML.
    """
    # Imported here for the same reason.
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    path = path or settings_file()

    def set_one(text: str) -> str:
        try:
            document = tomlkit.parse(text)
        except (TOMLKitError, RecursionError) as error:
            raise FileError(
                f"{path} is not valid TOML and was not changed: {error}. Correct it first."
            ) from None
        document[name] = list(value) if isinstance(value, tuple) else value
        return tomlkit.dumps(document)

    edit_file(path, set_one)

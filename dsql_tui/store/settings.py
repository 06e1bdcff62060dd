"""The user's settings, in `settings.toml` in the configuration folder.

A setting is a field of `Settings`: its name is the key, and its type and the metadata say which
values are valid, what they mean and when a change takes effect. docs/settings.md is made from them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from dsql_tui.dsql.clock import CUTOFF_WARNINGS
from dsql_tui.dsql.flow import ROW_CAP
from dsql_tui.dsql.regions import REGIONS, check_regions
from dsql_tui.results.memory_budget import MEMORY_LIMIT
from dsql_tui.store import paths
from dsql_tui.store.edit_file import FileError, edit_file, read_text

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

T = TypeVar("T")

AT_ONCE, NEW_CONSOLES = "at once", "in new consoles"
NEXT_CONNECTION, NEXT_START = "at the next connection", "at the next start"
"""When a change of a setting takes effect."""

MIN_SHARE, MAX_SHARE = 5, 95
"""The limits of a share of the screen, in percent."""


def _accept(value: object) -> None:
    """Accept every value of the right type."""


def _check_not_negative(number: int) -> None:
    if number < 0:
        raise ValueError("it must be 0 or more.")


def _check_prices(prices: Mapping[str, float]) -> None:
    if not all(math.isfinite(price) and price >= 0 for price in prices.values()):
        raise ValueError("a price must be 0 or more.")


def _check_share(percent: int) -> None:
    if not MIN_SHARE <= percent <= MAX_SHARE:
        raise ValueError(f"it must be from {MIN_SHARE} to {MAX_SHARE}.")


def _setting(
    default: T, meaning: str, check: Callable[[Any], object] = _accept, applies: str = AT_ONCE
) -> T:
    """Return a field of `Settings`.

    Args:
        default: The default, which is never changed.
        meaning: A sentence for the settings screen and docs/settings.md.
        check: Raises ValueError for an invalid value; the text completes “name: …”.
        applies: When a change on the settings screen takes effect.
    """
    return field(default=default, metadata=_describe(meaning, check, applies))


def _describe(
    meaning: str, check: Callable[[Any], object] = _accept, applies: str = AT_ONCE
) -> dict[str, object]:
    """Return the metadata of a setting."""
    return {"meaning": meaning, "check": check, "applies": applies}


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with their defaults."""

    regions: tuple[str, ...] = _setting(
        REGIONS,
        "The Regions whose clusters are listed, in this order.",
        check_regions,
        applies=NEXT_START,
    )
    theme: str = _setting(
        "", "The name of the colour theme; without one, it depends on the terminal."
    )
    row_cap: int = _setting(
        ROW_CAP,
        "Rows after which a SELECT outside a transaction is stopped; 0 for no limit.",
        _check_not_negative,
    )
    memory: int = _setting(
        MEMORY_LIMIT // 2**20,
        "MiB of rows kept in memory; older rows move to a temporary file.",
        _check_not_negative,
    )
    session_warnings: tuple[int, ...] = _setting(
        CUTOFF_WARNINGS,
        "Seconds before a session's cutoff at which a warning is shown.",
        applies=NEW_CONSOLES,
    )
    transactions: Literal["auto", "explicit"] = _setting(
        "auto",
        "The mode of new consoles: `auto` for autocommit, `explicit` for manual commit.",
        applies=NEW_CONSOLES,
    )
    notify: Literal["off", "bell", "desktop"] = _setting(
        "bell",
        "How the end of a long run is announced if you look at another console, screen or window: "
        "`bell`, `desktop` (a desktop notification by the terminal) or `off`.",
    )
    notify_after: int = _setting(
        10, "Seconds after which a run counts as long.", _check_not_negative
    )
    vim: bool = _setting(False, "Whether the editor has the keys of vim.")
    pairs: bool = _setting(True, "Whether the editor closes brackets and quotes.")
    wrap: bool = _setting(False, "Whether the editor wraps long lines.")
    queries: tuple[str, ...] = _setting(
        (),
        "Folders of `.sql` files, such as repositories, listed with the saved queries.",
        applies=NEXT_CONNECTION,
    )
    dpu_prices: dict[str, float] = field(
        default_factory=dict,
        metadata=_describe(
            "US dollars for a million DPU by Region, such as `{ eu-west-1 = 9.5 }`; for estimates.",
            _check_prices,
        ),
    )
    left_pane: bool = _setting(
        True, "Whether the pane on the left (schema, sessions, problems) is shown."
    )
    left_width: int = _setting(
        30,
        "The width of the pane on the left with the schema or the sessions, in cells.",
        _check_not_negative,
    )
    problems_width: int = _setting(
        40, "The width of the pane on the left with the problems, in cells.", _check_not_negative
    )
    problems_height: int = _setting(
        60,
        "The height of the list of problems, in percent of the list and the advice below it.",
        _check_share,
    )
    results_pane: bool = _setting(True, "Whether the results are shown; a run shows them again.")
    metrics_strip: bool = _setting(
        False, "Whether metrics of the last hour are shown below the consoles."
    )
    editor_height: int = _setting(
        40, "The height of the editor, in percent of the editor and the results.", _check_share
    )


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
    from dsql_tui.store.toml_table import parse_table, parse_toml

    if problem := parse_toml(text, path.name)[1]:
        return Settings(), [f"{problem} Correct it: until then, all settings have their defaults."]
    values, problems = parse_table(Settings, text, path.name)
    return Settings(**values), problems


def write_setting(name: str, value: Any, path: Path | None = None) -> None:
    """Change one setting in the file; its comments and other keys are kept.

    `None` removes the setting, so that the default applies.

    Raises:
        FileError: The file cannot be written, or is not valid TOML.
    """
    # Imported here for the same reason.
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    path = path or settings_file()

    def edit(text: str) -> str:
        try:
            document = tomlkit.parse(text)
        except (TOMLKitError, RecursionError) as error:
            raise FileError(
                f"{path} is not valid TOML and was not changed: {error}. Correct it first."
            ) from None
        _set_value(document, name, value)
        return tomlkit.dumps(document)

    edit_file(path, edit)


def _set_value(document: TOMLDocument, name: str, value: Any) -> None:
    """Set a value in a document; a table is changed in place, because it may have comments."""
    # Imported here for the same reason.
    import tomlkit

    old = document.get(name)
    if isinstance(old, dict) and (value is None or isinstance(value, dict)):
        new = value or {}
        for key in [key for key in old if key not in new]:
            del old[key]
        old.update(new)
    elif value is None:
        document.pop(name, None)
    elif isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update(value)
        document[name] = table
    else:
        document[name] = list(value) if isinstance(value, tuple) else value

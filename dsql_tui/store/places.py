"""Where files are kept: one folder for what the user chose, one for what the program remembers."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_config_path, user_data_path

_NAME = "dsql-tui"


def config() -> Path:
    """What the user writes: settings, profiles. `~/.config/dsql-tui` on Linux."""
    return user_config_path(_NAME)


def profiles() -> Path:
    """The file of saved connections."""
    return config() / "profiles.toml"


def data() -> Path:
    """What the program remembers: history, journal. `~/.local/share/dsql-tui` on Linux."""
    return user_data_path(_NAME)

"""The folders for configuration and for data."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_config_path, user_data_path

_NAME = "dsql-tui"


def config_folder() -> Path:
    """Return the folder of settings and profiles, `~/.config/dsql-tui` on Linux."""
    return user_config_path(_NAME)


def profiles_path() -> Path:
    """Return the file of saved profiles."""
    return config_folder() / "profiles.toml"


def data_folder() -> Path:
    """Return the folder of history, journals and caches, `~/.local/share/dsql-tui` on Linux."""
    return user_data_path(_NAME)

"""The options that the UI starts with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dsql_tui.dsql.profile import Profile
from dsql_tui.dsql.regions import REGIONS
from dsql_tui.store.keymap import KeymapFile
from dsql_tui.store.settings import Settings

if TYPE_CHECKING:
    from dsql_tui.sandbox.process import SandboxProcess


@dataclass(frozen=True, slots=True)
class Start:
    """The command line's options and the user's settings."""

    connection: Profile = field(default=Profile(name="", target=""))
    """The cluster to connect to; without a target, the defaults of the picker."""
    regions: tuple[str, ...] = REGIONS
    sandbox: SandboxProcess | None = None
    """A sandbox to start and to use in place of AWS."""
    script: str = ""
    """The first text of the editor."""
    settings: Settings = field(default_factory=Settings)
    keymap: KeymapFile = field(default=KeymapFile())
    """The user's keys."""
    problems: tuple[str, ...] = ()
    """Problems in the user's files, a sentence each."""

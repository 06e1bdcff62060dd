"""What the command line asks of the console."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dsql_tui.dsql.profile import Profile
from dsql_tui.dsql.regions import REGIONS
from dsql_tui.store.settings import Settings

if TYPE_CHECKING:
    from dsql_tui.sandbox.process import SandboxProcess


@dataclass(frozen=True, slots=True)
class Start:
    """Where the console begins."""

    connection: Profile = field(default=Profile(name="", target=""))
    """A cluster to connect to at once; without a target, what the picker begins with."""
    regions: tuple[str, ...] = REGIONS
    sandbox: SandboxProcess | None = None
    """A sandbox to start, and to connect to instead of AWS."""
    script: str = ""
    """What the editor holds at first."""
    settings: Settings = field(default_factory=Settings)
    problems: tuple[str, ...] = ()
    """What in the user's files could not be followed, a sentence each."""

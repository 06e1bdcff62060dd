"""A recipe: how one client connects to a cluster, as a description with templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Ecosystem = Literal["pip", "npm", "go", "cargo", "maven", "gem", "nuget", "composer", "apt"]
Trust = Literal["libpq", "file", "runtime", "other"]
"""The place where a client finds root certificates.

`libpq`: by libpq's rules, which are `system` from version 16 and a file before it. `file`: always
in a named file. `runtime`: in the store of the language's runtime. `other`: elsewhere.
"""
Tested = Literal["sandbox", "static"]
"""Run as rendered against the sandbox, or only examined by `check`."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package that a recipe needs, in the version it was checked with."""

    ecosystem: Ecosystem
    name: str
    version: str
    extra: str = ""
    """Extras for pip or features for cargo, separated by commas."""
    below: str = ""
    """The first version that does not work, for pip."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to save or, without a path, settings to enter in a program."""

    path: str
    language: str
    """A language that both `literals` and Pygments know."""
    template: str = ""
    """The name of the template; the path if empty."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one client connects.

    Templates are in `templates/NAME/`; `templates/shared/` has the parts that several recipes use.
    """

    name: str
    """The name on the command line, and of the folder with the templates."""
    title: str
    group: str
    summary: str
    """A few words on what it connects with and what signs its tokens."""
    source: str
    """The page that it is based on."""
    files: tuple[File, ...] = ()
    run: str = "run.sh"
    """The shell template to run once the files are saved; empty if there is nothing to run."""
    packages: tuple[Package, ...] = ()
    notes: tuple[str, ...] = ()
    trust: Trust = "runtime"
    lifetime_setting: str = ""
    """The setting that renews pooled connections after 55 minutes; empty if nothing is pooled."""
    sets_search_path: bool = True
    supports_hostaddr: bool = False
    """True if it can connect to another address than the endpoint's; otherwise a tunnel needs an
    entry in the hosts file."""
    supports_privatelink: bool = False
    """True if it works through PrivateLink without private DNS."""
    toolchain: str = ""
    """The program needed to run it."""
    tested: Tested = "static"
    static_reason: str = ""
    """Why it is not run against the sandbox."""
    quick: bool = False
    """True if the ordinary tests run it."""
    open_command: str = ""
    """A shell template that opens the saved files in their program, if it has such a command."""
    checked: str = "2026-11-24"
    """The date it was last checked."""

    @property
    def templates(self) -> tuple[str, ...]:
        """The names of its templates."""
        files = tuple(file.template or file.path for file in self.files)
        return (*files, self.run) if self.run else files

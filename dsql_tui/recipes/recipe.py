"""What a recipe is: how another client connects to a cluster, as data and templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Ecosystem = Literal["pip", "npm", "go", "cargo", "maven", "gem", "nuget", "composer", "apt"]
Trust = Literal["libpq", "file", "runtime", "other"]
"""Where a client finds root certificates: libpq's own rules (`system` from 16 on, else a file); a
file that is named, always; the store of the language's runtime; or elsewhere."""
Tested = Literal["sandbox", "static"]
"""Run as rendered against the sandbox, or only looked at by `check`."""


@dataclass(frozen=True, slots=True)
class Package:
    """A package that a recipe needs, in the version that it was checked with."""

    ecosystem: Ecosystem
    name: str
    version: str
    extra: str = ""
    """Extras of pip, features of cargo, separated by commas."""
    below: str = ""
    """The first version that will not do, for pip."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to write, or, without a path, text to type somewhere."""

    path: str
    language: str
    """A name that both `literals` and Pygments know."""
    template: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one client connects."""

    name: str
    """What it is called on the command line."""
    title: str
    group: str
    how: str
    """In a few words: with what it connects and who signs."""
    source: str
    """The page that it was made from."""
    files: tuple[File, ...] = ()
    run: str = ""
    """A shell template: what to do once the files are there."""
    packages: tuple[Package, ...] = ()
    setup: str = ""
    """A shell template, where installing takes more than the packages."""
    notes: tuple[str, ...] = ()
    trust: Trust = "runtime"
    lifetime: str = ""
    """How the pool is told to renew connections after 3,300 seconds; empty where nothing pools."""
    searches: bool = True
    """Does it put the schema of a custom role first in the search path?"""
    hostaddr: bool = False
    """Can it connect to another address than the endpoint's? Otherwise a tunnel takes a line in
    the hosts file."""
    private: bool = False
    """Does it work through PrivateLink without private DNS?"""
    toolchain: str = ""
    """The program that has to be there to run it."""
    tested: Tested = "static"
    why: str = ""
    """Why it is static."""
    quick: bool = False
    """Is it run with the ordinary tests?"""
    opens: str = ""
    """A shell template that hands the files to the program itself, where it has a way."""
    checked: str = "2026-11-24"

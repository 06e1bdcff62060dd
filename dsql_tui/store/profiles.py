"""Saved profiles: `profiles.toml` in the configuration folder, with a table for each profile.

The file is parsed table by table, so an invalid table does not affect the others. Users and several
consoles edit it, so a change touches only its own table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from io import StringIO
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from dsql_tui.dsql.profile import Profile, check_name, check_profile
from dsql_tui.store import paths
from dsql_tui.store.edit_file import FileError, edit_file, read_text
from dsql_tui.store.toml_table import parse_table


@dataclass(frozen=True, slots=True)
class Profiles:
    """The content of the file."""

    all: tuple[Profile, ...] = ()
    broken: dict[str, str] = field(default_factory=dict)
    """Profiles that cannot be used: names and reasons."""
    problems: tuple[str, ...] = ()
    """A sentence for each problem in the file."""

    def find(self, name: str) -> Profile | None:
        """Return the profile with a name, or `None`.

        Raises:
            ValueError: The profile cannot be used; the message is for the user.
        """
        if name in self.broken:
            raise ValueError(f"Profile “{name}” cannot be used. {self.broken[name]}")
        return next((profile for profile in self.all if profile.name == name), None)


def profiles_file() -> Path:
    """Return the path of the file."""
    return paths.profiles_path()


def read_profiles(path: Path | None = None) -> Profiles:
    """Return all profiles, with a sentence for each problem in the file."""
    path = path or profiles_file()
    try:
        text = read_text(path)
    except FileError as error:
        return Profiles(problems=(str(error),))
    preamble, sections = _split_sections(text)
    _, problems = parse_table(_NoKeys, preamble, path.name)
    usable: dict[str, Profile] = {}
    broken: dict[str, str] = {}
    for section in sections:
        here = f"{path.name}, line {section.line}"
        try:
            name = section.name
            if name in usable or name in broken:
                problems.append(f"{here}: profile “{name}” is defined above already.")
                continue
        except ValueError as error:
            problems.append(f"{here}: {error}")
            continue
        values, wrong = parse_table(Profile, section.body, path.name, section.line + 1)
        if not wrong:
            try:
                usable[name] = _build_profile(name, values)
                continue
            except ValueError as error:
                wrong = [f"{here}: {error}"]
        broken[name] = wrong[0]
        problems += wrong
    return Profiles(tuple(usable.values()), broken, tuple(problems))


def add_profile(profile: Profile, path: Path | None = None) -> None:
    """Add a profile at the end of the file.

    Raises:
        FileError: The name is taken, or the file cannot be written.
        ValueError: The profile is not valid.
    """
    check_profile(profile)

    def add(sections: list[_Section]) -> None:
        if any(section.is_named(profile.name) for section in sections):
            raise FileError(f"There is already a profile “{profile.name}”.")
        sections.append(_Section(0, "", _format_header(profile.name), _format_body("", profile)))

    _edit_sections(path, add)


def replace_profile(name: str, profile: Profile, path: Path | None = None) -> None:
    """Replace the profile called `name`; comments in its table are kept.

    Raises:
        FileError: There is no such profile, the new name is taken, or the file cannot be written.
        ValueError: The profile is not valid.
    """
    check_profile(profile)

    def replace(sections: list[_Section]) -> None:
        section = _find_section(sections, name)
        if any(s is not section and s.is_named(profile.name) for s in sections):
            raise FileError(f"There is already a profile “{profile.name}”.")
        if profile.name != name:
            section.header = _format_header(profile.name)
        section.body = _format_body(section.body, profile)

    _edit_sections(path, replace)


def remove_profile(name: str, path: Path | None = None) -> None:
    """Remove a profile, with the comments in its table and directly above it.

    Raises:
        FileError: There is no such profile, or the file cannot be written.
    """
    _edit_sections(path, lambda sections: sections.remove(_find_section(sections, name)))


def move_profile(name: str, offset: int, path: Path | None = None) -> None:
    """Move a profile down by `offset` places, or up if it is negative.

    Raises:
        FileError: There is no such profile, or the file cannot be written.
    """

    def move(sections: list[_Section]) -> None:
        section = _find_section(sections, name)
        index = sections.index(section)
        sections.remove(section)
        sections.insert(max(index + offset, 0), section)

    _edit_sections(path, move)


@dataclass
class _NoKeys:
    """The valid keys above the first table: none."""

    profile: str = field(default="", metadata={"key": True})


@dataclass(eq=False)
class _Section:
    """The text of a table."""

    line: int
    """The line of its header in the file."""
    lead: str
    """The comments directly above it."""
    header: str
    body: str

    @property
    def text(self) -> str:
        return f"{self.lead}{self.header.rstrip()}\n{self.body.strip()}".rstrip() + "\n"

    @property
    def name(self) -> str:
        """The name in its header.

        Raises:
            ValueError: The header is not valid for a profile.
        """
        try:
            ((name, table),) = tomlkit.parse(self.header).unwrap().items()
        except (TOMLKitError, ValueError, RecursionError):
            name, table = "", None
        if table != {}:
            raise ValueError(
                f"{self.header.strip()} is not a valid header of a profile. Write [name], with "
                "quotes around a name that has other characters than letters, digits, “-” and “_”."
            )
        return check_name(name)

    def is_named(self, name: str) -> bool:
        """Return whether this is the table of profile `name`."""
        try:
            return self.name == name
        except ValueError:
            return False


def _split_sections(text: str) -> tuple[str, list[_Section]]:
    """Return the text above the first table, and the tables."""
    preamble: list[str] = []
    body = preamble
    sections: list[tuple[int, str, str, list[str]]] = []
    for number, line in enumerate(StringIO(text), 1):
        if line.lstrip().startswith("["):
            lead: list[str] = []
            while body and body[-1].lstrip().startswith("#"):
                lead.insert(0, body.pop())
            body = []
            sections.append((number, "".join(lead), line, body))
        else:
            body.append(line)
    return "".join(preamble), [_Section(n, lead, h, "".join(b)) for n, lead, h, b in sections]


def _build_profile(name: str, values: dict[str, Any]) -> Profile:
    if "target" not in values:
        raise ValueError(f'profile “{name}” has no target. Add target = "…".')
    return check_profile(Profile(name, **values))


def _find_section(sections: list[_Section], name: str) -> _Section:
    for section in sections:
        if section.is_named(name):
            return section
    raise FileError(f"There is no profile “{name}”.")


def _edit_sections(path: Path | None, edit: Callable[[list[_Section]], object]) -> None:
    def edit_text(text: str) -> str:
        preamble, sections = _split_sections(text)
        edit(sections)
        parts = [preamble.strip() + "\n"] if preamble.strip() else []
        return "\n".join(parts + [section.text for section in sections])

    edit_file(path or profiles_file(), edit_text)


def _format_header(name: str) -> str:
    return f"[{tomlkit.key(name).as_string()}]"


def _format_body(text: str, profile: Profile) -> str:
    """Return the text of a table with the values of a profile, except defaults."""
    try:
        document = tomlkit.parse(text)
    except (TOMLKitError, RecursionError) as error:
        raise FileError(
            f"Profile “{profile.name}” is not valid TOML and was not changed: {error}."
        ) from None
    for key in fields(Profile):
        value = getattr(profile, key.name)
        if not key.metadata.get("key", True):
            continue
        if key.default is not MISSING and value == key.default:
            document.pop(key.name, None)
        elif document.get(key.name) != value:
            document[key.name] = list(value) if isinstance(value, tuple) else value
    return tomlkit.dumps(document)

"""Saved connections, in `profiles.toml` of the configuration folder: a table for each, in order.

The file is read table by table, so what is wrong in one spoils no other; and it is changed by
people and by several consoles, so only the table that is meant is touched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from io import StringIO
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from dsql_tui.dsql.profile import Profile, checked_name, checked_profile
from dsql_tui.store import places
from dsql_tui.store.checked import checked
from dsql_tui.store.editing import Unusable, change, read_text


@dataclass(frozen=True, slots=True)
class Profiles:
    """What the file holds."""

    all: tuple[Profile, ...] = ()
    broken: dict[str, str] = field(default_factory=dict)
    """By name, those that cannot be used, and why."""
    problems: tuple[str, ...] = ()
    """Whatever cannot be followed, a sentence each."""

    def find(self, name: str) -> Profile | None:
        """The profile of that name.

        Raises:
            ValueError: there is one that cannot be used; with a sentence for the user.
        """
        if name in self.broken:
            raise ValueError(f"Profile “{name}” cannot be used. {self.broken[name]}")
        return next((profile for profile in self.all if profile.name == name), None)


def profiles_file() -> Path:
    """Where they are kept."""
    return places.profiles()


def read_profiles(path: Path | None = None) -> Profiles:
    """All profiles, and a sentence for whatever cannot be followed."""
    path = path or profiles_file()
    try:
        text = read_text(path)
    except Unusable as error:
        return Profiles(problems=(str(error),))
    preamble, sections = _split(text)
    _, problems = checked(_Nothing, preamble, path.name)
    usable: dict[str, Profile] = {}
    broken: dict[str, str] = {}
    for section in sections:
        here = f"{path.name}, line {section.line}"
        try:
            name = section.name
            if name in usable or name in broken:
                problems.append(f"{here}: there is a profile “{name}” already, further up.")
                continue
        except ValueError as error:
            problems.append(f"{here}: {error}")
            continue
        values, wrong = checked(Profile, section.body, path.name, section.line + 1)
        if not wrong:
            try:
                usable[name] = _made(name, values)
                continue
            except ValueError as error:
                wrong = [f"{here}: {error}"]
        broken[name] = wrong[0]
        problems += wrong
    return Profiles(tuple(usable.values()), broken, tuple(problems))


def add_profile(profile: Profile, path: Path | None = None) -> None:
    """Put a new profile at the end.

    Raises:
        Unusable: the file cannot be changed, or has a profile of that name.
        ValueError: the profile cannot be used.
    """
    checked_profile(profile)

    def add(sections: list[_Section]) -> None:
        if any(section.called(profile.name) for section in sections):
            raise Unusable(f"There is a profile “{profile.name}” already.")
        sections.append(_Section(0, "", _header(profile.name), _body("", profile)))

    _change(path, add)


def replace_profile(name: str, profile: Profile, path: Path | None = None) -> None:
    """Put `profile` in the place of the one called `name`; comments in it stay.

    Raises:
        Unusable: the file cannot be changed, has no profile `name`, or another of the new name.
        ValueError: the profile cannot be used.
    """
    checked_profile(profile)

    def replace(sections: list[_Section]) -> None:
        section = _found(sections, name)
        if any(s is not section and s.called(profile.name) for s in sections):
            raise Unusable(f"There is a profile “{profile.name}” already.")
        if profile.name != name:
            section.header = _header(profile.name)
        section.body = _body(section.body, profile)

    _change(path, replace)


def remove_profile(name: str, path: Path | None = None) -> None:
    """Take a profile away, with the comments in it and right above it.

    Raises:
        Unusable: the file cannot be changed, or has no such profile.
    """
    _change(path, lambda sections: sections.remove(_found(sections, name)))


def move_profile(name: str, places: int, path: Path | None = None) -> None:
    """Move a profile down, or up where `places` is negative, as far as there is room.

    Raises:
        Unusable: the file cannot be changed, or has no such profile.
    """

    def move(sections: list[_Section]) -> None:
        section = _found(sections, name)
        index = sections.index(section)
        sections.remove(section)
        sections.insert(max(index + places, 0), section)

    _change(path, move)


@dataclass
class _Nothing:
    """No key may stand above the first profile but this, which is none."""

    profile: str = field(default="", metadata={"key": True})


@dataclass(eq=False)
class _Section:
    """The text of one table."""

    line: int
    """Of its header, in the file."""
    lead: str
    """Comments right above it."""
    header: str
    body: str

    @property
    def text(self) -> str:
        return f"{self.lead}{self.header.rstrip()}\n{self.body.strip()}".rstrip() + "\n"

    @property
    def name(self) -> str:
        """What its header calls it.

        Raises:
            ValueError: nothing that a profile can be called.
        """
        try:
            ((name, table),) = tomlkit.parse(self.header).unwrap().items()
        except (TOMLKitError, ValueError):
            name, table = "", None
        if table != {}:
            raise ValueError(
                f"{self.header.strip()} begins no profile: write [name], and the name in quotes "
                "if it has more than letters, digits, “-” and “_”."
            )
        return checked_name(name)

    def called(self, name: str) -> bool:
        """Is this its name?"""
        try:
            return self.name == name
        except ValueError:
            return False


def _split(text: str) -> tuple[str, list[_Section]]:
    """What stands above the first table, and the tables."""
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


def _made(name: str, values: dict[str, Any]) -> Profile:
    if "target" not in values:
        raise ValueError(f"profile “{name}” has no target.")
    return checked_profile(Profile(name, **values))


def _found(sections: list[_Section], name: str) -> _Section:
    for section in sections:
        if section.called(name):
            return section
    raise Unusable(f"There is no profile “{name}”.")


def _change(path: Path | None, edit: Callable[[list[_Section]], object]) -> None:
    def edited(text: str) -> str:
        preamble, sections = _split(text)
        edit(sections)
        parts = [preamble.strip() + "\n"] if preamble.strip() else []
        return "\n".join(parts + [section.text for section in sections])

    change(path or profiles_file(), edited)


def _header(name: str) -> str:
    return f"[{tomlkit.key(name).as_string()}]"


def _body(text: str, profile: Profile) -> str:
    """The table's text, with the profile's values; what is as by default is left out."""
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise Unusable(
            f"Profile “{profile.name}” is no TOML and was left as it is: {error}."
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

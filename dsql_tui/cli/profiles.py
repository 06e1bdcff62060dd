"""`dsql-tui profiles`: saved connections."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable
from dataclasses import MISSING, Field, fields, replace
from typing import Any

import tomlkit

from dsql_tui.cli import COMMANDS
from dsql_tui.cli.options import DONE, USAGE, Parser, UsageError, add_access, say
from dsql_tui.cli.rows_output import add_format, write_rows
from dsql_tui.dsql.profile import ENVIRONMENTS, Profile
from dsql_tui.events import Column
from dsql_tui.results.formats.format import Row
from dsql_tui.store.edit_file import FileError
from dsql_tui.store.libpq_profiles import import_profiles, is_url
from dsql_tui.store.profiles import (
    add_profile,
    move_profile,
    profiles_file,
    read_profiles,
    remove_profile,
    replace_profile,
)
from dsql_tui.store.toml_table import find_similar

_TEXT, _BOOL = 25, 16
_COLUMNS = tuple(
    Column(name, _BOOL if name == "read_only" else _TEXT)
    for name in ("name", "target", "region", "role", "environment", "read_only", "aws_profile")
)


def run(arguments: list[str]) -> int:
    """Run one action on the profiles, by default list them."""
    given = build_parser().parse_args(arguments)
    try:
        return int(given.do(given))
    except (FileError, ValueError) as error:
        return say(str(error), USAGE)


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = Parser("dsql-tui profiles", description="Saved connections; list is the default.")
    parser.set_defaults(do=_list, format="table")
    actions = parser.add_subparsers(metavar="ACTION", parser_class=Parser)

    def action(name: str, do: Callable[[argparse.Namespace], int], words: str) -> Parser:
        added: Parser = actions.add_parser(name, help=words, description=words)
        added.set_defaults(do=do)
        return added

    lists = action("list", _list, "List the profiles.")
    add_format(lists)
    action("show", _show, "Print a profile as stored.").add_argument("name")
    add = action("add", _add, "Save a connection.")
    add.add_argument("name")
    add.add_argument("target", metavar="TARGET")
    _add_fields(add)
    edit = action("edit", _edit, "Change a profile.")
    edit.add_argument("name")
    edit.add_argument("--name", dest="new", metavar="NEW", help="its new name")
    edit.add_argument("--target", metavar="TARGET")
    _add_fields(edit)
    copy = action("copy", _copy, "Save a copy under another name.")
    copy.add_argument("name")
    copy.add_argument("new", metavar="NEW")
    action("remove", _remove, "Delete a profile.").add_argument("name")
    move = action("move", _move, "Move a profile up or down in the list.")
    move.add_argument("name")
    move.add_argument("way", choices=("up", "down", "first", "last"))
    imports = action("import", _import, "Import a pg_service.conf or a libpq URL.")
    imports.add_argument("source", metavar="FILE|URL")
    imports.add_argument("name", nargs="?", help="the name of the URL's profile")
    action("path", _print_path, "Print the path of the file.")
    return parser


def _add_fields(parser: Parser) -> None:
    add_access(parser)
    parser.add_argument("--environment", choices=ENVIRONMENTS, help="prod asks before changes")
    parser.add_argument(
        "--read-only", action=argparse.BooleanOptionalAction, help="refuse every change"
    )
    parser.add_argument(
        "--search-path",
        type=lambda text: tuple(part.strip() for part in text.split(",") if part.strip()),
        metavar="S,…",
        help="schemas that unqualified names are looked up in",
    )
    parser.add_argument(
        "--statement",
        dest="statements",
        action="append",
        metavar="SQL",
        help="a SET that each session runs first; can be repeated",
    )


def _list(given: argparse.Namespace) -> int:
    profiles = read_profiles()
    rows = [[_make_row(profile) for profile in profiles.all]]
    write_rows(given.format, _COLUMNS, rows)
    for problem in profiles.problems:
        say(problem, DONE)
    return DONE


def _make_row(profile: Profile) -> Row:
    endpoint = profile.endpoint
    return (
        profile.name,
        profile.target,
        endpoint.region,
        profile.role,
        profile.environment,
        "t" if profile.read_only else "f",
        profile.aws_profile,
    )


def _show(given: argparse.Namespace) -> int:
    profile = _find(given.name)
    for field in fields(Profile):
        value = getattr(profile, field.name)
        if field.name != "name" and (field.default is MISSING or value != field.default):
            item = tomlkit.item(list(value) if isinstance(value, tuple) else value)
            print(f"{field.name} = {item.as_string()}")  # noqa: T201
    return DONE


def _add(given: argparse.Namespace) -> int:
    profile = _apply_options(Profile(given.name, given.target), given)
    add_profile(profile)
    dashes = ["--"] if given.name in COMMANDS else []
    called = shlex.join(["dsql-tui", *dashes, given.name])
    return say(f"Saved. Open it with: {called}", DONE)


def _edit(given: argparse.Namespace) -> int:
    profile = _find(given.name)
    replace_profile(
        given.name, _apply_options(replace(profile, name=given.new or given.name), given)
    )
    return DONE


def _copy(given: argparse.Namespace) -> int:
    add_profile(replace(_find(given.name), name=given.new))
    return DONE


def _remove(given: argparse.Namespace) -> int:
    remove_profile(given.name)
    return DONE


def _move(given: argparse.Namespace) -> int:
    everywhere = len(read_profiles().all) + len(read_profiles().broken)
    places = {"up": -1, "down": 1, "first": -everywhere, "last": everywhere}
    move_profile(given.name, places[given.way])
    return DONE


def _import(given: argparse.Namespace) -> int:
    if is_url(given.source) and not given.name:
        raise UsageError("A URL has no name. Add the name of the profile after it.")
    brought = import_profiles(given.source, given.name)
    for name in brought.names:
        print(name)  # noqa: T201
    for problem in brought.problems:
        say(problem, USAGE)
    return USAGE if brought.problems else DONE


def _print_path(given: argparse.Namespace) -> int:
    print(profiles_file())  # noqa: T201
    return DONE


def _find(name: str) -> Profile:
    profiles = read_profiles()
    if profile := profiles.find(name):
        return profile
    nearest = find_similar(name, [profile.name for profile in profiles.all])
    hint = f" The most similar is “{nearest}”." if nearest else ""
    raise UsageError(f"There is no profile “{name}”.{hint}")


def _apply_options(profile: Profile, given: argparse.Namespace) -> Profile:
    """Return the profile, changed by the options."""
    changes: dict[str, Any] = {
        field.name: _choose_value(field, getattr(given, field.name))
        for field in fields(Profile)
        if field.name != "name" and getattr(given, field.name, None) is not None
    }
    return replace(profile, **changes)


def _choose_value(field: Field[Any], given: Any) -> Any:
    """Return the value of an option; the field's default if it is empty."""
    if given in ("", ()) and field.default is not MISSING:
        return field.default
    return tuple(given) if isinstance(given, list) else given

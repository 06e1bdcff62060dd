"""The commands with their options, from their parsers: for the man page and for completion.

Loading them imports every command.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple

from dsql_tui.cli import COMMANDS, find_module
from dsql_tui.cli.options import Parser
from dsql_tui.recipes import RECIPES

_KINDS_BY_NAME = {
    "aws_profile": "aws_profile",
    "client": "client",
    "command_name": "command",
    "name": "profile",
    "region": "region",
    "role": "role",
    "target": "target",
}
_KINDS_BY_METAVAR = {
    "DIR": "folder",
    "FILE": "file",
    "FILE|FOLDER": "file",
    "FILE|URL": "file",
    "OTHER": "target_or_file",
    "SOURCE": "file",
}


class Argument(NamedTuple):
    """An option, or an argument without a name."""

    names: tuple[str, ...]
    """The names of an option; none for an argument that is known by its place."""
    shown: str
    """The value as the help shows it; empty for a switch."""
    kind: str
    """The kind of value that completion offers; empty for any text."""
    choices: tuple[str, ...]
    help: str
    repeats: bool
    """Whether it can be given again."""
    required: bool


class CommandSpec(NamedTuple):
    """A command."""

    name: str
    """The name; empty for the console."""
    description: str
    arguments: tuple[Argument, ...]
    options: tuple[Argument, ...]
    actions: tuple[CommandSpec, ...] = ()
    """The commands of its own, as those of `profiles`."""

    @property
    def summary(self) -> str:
        """The first sentence of the description."""
        text = " ".join(self.description.split())
        return text.partition(". ")[0].rstrip(".")


def load_specs() -> list[CommandSpec]:
    """Return the console, which has no name, and all commands."""
    return [_describe("", load_parser("console")), *(_load(name) for name in COMMANDS)]


def load_parser(command: str) -> Parser:
    """Return the parser of a command."""
    parser: Parser = import_module(f"dsql_tui.cli.{find_module(command)}").build_parser()
    return parser


def _load(command: str) -> CommandSpec:
    return _describe(command, load_parser(command))


def _describe(name: str, parser: argparse.ArgumentParser) -> CommandSpec:
    described = [(each, _describe_argument(parser, each)) for each in _list_actions(parser)]
    return CommandSpec(
        name,
        parser.description or "",
        tuple(argument for action, argument in described if not action.option_strings),
        tuple(argument for action, argument in described if action.option_strings),
        tuple(
            _describe(each, parser)
            for action in parser._actions
            if isinstance(action, argparse._SubParsersAction)
            for each, parser in action.choices.items()
        ),
    )


def _list_actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:
        is_hidden = action.help == argparse.SUPPRESS
        if not is_hidden and not isinstance(action, argparse._SubParsersAction):
            yield action


def _describe_argument(parser: argparse.ArgumentParser, action: argparse.Action) -> Argument:
    choices = tuple(str(each) for each in action.choices or () if str(each))
    metavar = action.metavar if isinstance(action.metavar, str) else ""
    shown = "" if action.nargs == 0 else metavar or ("|".join(choices) or action.dest.upper())
    kind = _KINDS_BY_METAVAR.get(metavar) or _KINDS_BY_NAME.get(action.dest, "")
    if action.option_strings and action.dest == "name":
        kind = ""
    if kind == "client":
        choices = tuple(recipe.name for recipe in RECIPES)
    words = parser._get_formatter()._expand_help(action) if action.help else ""
    return Argument(
        tuple(action.option_strings),
        shown,
        kind if shown else "",
        choices,
        words,
        repeats=isinstance(action, argparse._AppendAction) or action.nargs == "*",
        required=action.required and action.nargs not in ("?", "*"),
    )

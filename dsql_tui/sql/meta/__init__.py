"""psql's backslash commands: what each means here, as a statement that Aurora DSQL can answer.

`COMMANDS` is the literal list; `read` takes a command as it is typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from dsql_tui.sql.meta import describe, lists
from dsql_tui.sql.meta.copying import HOW, copying
from dsql_tui.sql.meta.said import Act, Ask, Copy, Said, Say
from dsql_tui.sql.meta.words import literal, words

__all__ = ["COMMANDS", "Act", "Ask", "Copy", "Said", "Say", "connection", "is_meta", "read"]


class Command(NamedTuple):
    """A backslash command."""

    name: str
    arguments: str
    """As the help shows them."""
    does: str
    """In a few words, for the help."""
    means: Callable[[list[str], bool], Said]
    """What it comes to, given its arguments and whether an S asks for system objects too."""


def _acts(name: str) -> Callable[[list[str], bool], Said]:
    return lambda arguments, system: Act(name, arguments)


def _says(sentence: str) -> Callable[[list[str], bool], Said]:
    return lambda arguments, system: Say(sentence)


def _help(arguments: list[str], system: bool) -> Said:
    rows = ", ".join(
        f"({literal(f'{each.name} {each.arguments}'.strip())}, {literal(each.does)})"
        for each in COMMANDS
        if each.does
    )
    return Ask(f'select * from (values {rows}) as help ("command", "does")')


def _watch(arguments: list[str], system: bool) -> Said:
    seconds = arguments[0] if arguments else "2"
    if re.fullmatch(r"\d+(\.\d+)?", seconds) and 0.1 <= float(seconds) <= 86400:
        return Act("watch", [seconds])
    return Say(f"\\watch takes seconds, from 0.1 to 86400; “{seconds}” are none.")


def _expanded(arguments: list[str], system: bool) -> Said:
    mode = arguments[0].lower() if arguments else "toggle"
    if mode in ("toggle", "on", "off", "auto"):
        return Act("expanded", [mode])
    return Say(f"\\x takes on, off or auto; “{mode}” is none of them.")


def _go(arguments: list[str], system: bool) -> Said:
    return Act("go", []) if not arguments else Say(_OUTPUT)


def _go_expanded(arguments: list[str], system: bool) -> Said:
    return Act("go", ["expanded"]) if not arguments else Say(_OUTPUT)


def _include(arguments: list[str], system: bool) -> Said:
    if len(arguments) == 1:
        return Act("include", arguments)
    return Say("\\i takes the name of one file; a name with spaces stands in single quotes.")


_OUTPUT = "Export the result instead: Ctrl+E, or `dsql-tui exec -o FILE`."
_FORMATS = "exec has --format and --no-header; in the console Ctrl+E exports in every format."

COMMANDS: tuple[Command, ...] = (
    Command("\\d", "[NAME]", "describe a table, view, index or sequence", describe.describe),
    Command("\\dt", "[NAME]", "tables, with estimated rows", lists.tables),
    Command("\\dv", "[NAME]", "views", lists.views),
    Command("\\di", "[NAME]", "indexes, and whether they are valid", lists.indexes),
    Command("\\ds", "[NAME]", "sequences", lists.sequences),
    Command("\\dn", "[NAME]", "schemas", lists.schemas),
    Command("\\df", "[NAME]", "functions", lists.functions),
    Command("\\dD", "[NAME]", "domains", lists.domains),
    Command("\\dp", "[NAME]", "privileges on tables", lists.privileges),
    Command("\\z", "[NAME]", "the same", lists.privileges),
    Command("\\du", "[NAME]", "database roles, and the IAM roles mapped to them", lists.roles),
    Command("\\dg", "[NAME]", "the same", lists.roles),
    Command("\\l", "", "the database", lists.databases),
    Command("\\x", "[on|off|auto]", "rows as lists, one below the other", _expanded),
    Command("\\timing", "[on|off]", "how long runs take", _acts("timing")),
    Command("\\watch", "[SECONDS]", "run the last statement again and again", _watch),
    Command("\\i", "FILE", "run the statements of a file", _include),
    Command("\\copy", "… TO|FROM FILE …", "rows into a file, or out of one", _says(HOW)),
    Command("\\conninfo", "", "what this session is connected to, and how", _acts("conninfo")),
    Command("\\e", "", "edit the script in $EDITOR", _acts("edit")),
    Command("\\?", "", "this list", _help),
    Command("\\q", "", "quit", _acts("quit")),
    Command("\\dx", "", "", _says("Aurora DSQL has no extensions.")),
    Command("\\dy", "", "", _says("Aurora DSQL has no event triggers.")),
    Command("\\dRp", "", "", _says("Aurora DSQL has no publications; CDC streams are AWS's side.")),
    Command("\\db", "", "", _says("Aurora DSQL has no tablespaces.")),
    Command(
        "\\c",
        "",
        "",
        _says("In the console Ctrl+O k leads to another cluster or role; exec has one TARGET."),
    ),
    Command("\\password", "", "", _says("Aurora DSQL has no passwords: IAM signs a token.")),
    Command(
        "\\set",
        "",
        "",
        _says("In the console parameters are written :name, and asked for when they run."),
    ),
    Command("\\o", "", "", _says(_OUTPUT)),
    Command("\\g", "", "", _go),
    Command("\\gx", "", "", _go_expanded),
    Command("\\ir", "", "", _says("\\i takes a file; its name counts from where you are.")),
    Command("\\pset", "", "", _says(_FORMATS)),
    Command("\\a", "", "", _says(_FORMATS)),
    Command("\\t", "", "", _says(_FORMATS)),
    Command("\\H", "", "", _says(_FORMATS)),
    Command("\\!", "", "", _says("Nothing is run in a shell from here.")),
    Command("\\w", "", "", _says("In the console Ctrl+S saves the script.")),
    Command("\\s", "", "", _says("In the console Ctrl+R shows the history.")),
    Command("\\p", "", "", _says("The console's editor holds the whole script.")),
    Command("\\r", "", "", _says("In the console Ctrl+O t opens an empty one.")),
    Command("\\ef", "", "", _says("\\df shows a function's definition, to copy and change.")),
    Command("\\sf", "", "", _says("\\df shows the definitions of functions.")),
    Command("\\ev", "", "", _says("\\d NAME shows a view's definition, to copy and change.")),
    Command("\\sv", "", "", _says("\\d NAME shows a view's definition.")),
    Command("\\h", "", "", _says("See docs.aws.amazon.com/aurora-dsql for what DSQL accepts.")),
)
"""Every command that is known; those without words for the help only say what to use instead."""

_SHOWN = {each.name: each for each in COMMANDS}


def is_meta(text: str) -> bool:
    """Is a statement a backslash command?"""
    return text.startswith("\\")


def read(text: str) -> Said:
    """What a backslash command comes to."""
    name, rest = [*text.rstrip("; \t").split(None, 1), "", ""][:2]
    system = False
    while name not in _SHOWN and name[-1:] in ("S", "+") and len(name) > 2:
        system = system or name[-1] == "S"
        name = name[:-1]
    if name not in _SHOWN:
        return Say(f"{name or text} is no command that is known here. \\? lists those that are.")
    if name == "\\copy" and rest:  # which takes all that stands on its line
        return copying(rest)
    said = _SHOWN[name].means(words(rest), system)
    # What is shown of a statement begins with what was typed.
    return Ask(f"/* {text} */ {said.sql}") if isinstance(said, Ask) and "*/" not in text else said


def connection(facts: Mapping[str, str]) -> Ask:
    """What `\\conninfo` shows: what is known of a session, by what that is called."""
    rows = ", ".join(f"({literal(name)}, {literal(fact)})" for name, fact in facts.items())
    return Ask(f'/* \\conninfo */ select * from (values {rows}) as connection ("what", "is")')

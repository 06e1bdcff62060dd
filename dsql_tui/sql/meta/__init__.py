r"""psql's backslash commands, and the statements that they stand for on Aurora DSQL.

`COMMANDS` lists those that do something, `REFUSED` those that name what to use instead; `read`
reads one as it is typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from dsql_tui.sql.literals import quote_literal
from dsql_tui.sql.meta import describe, lists
from dsql_tui.sql.meta.actions import Action, Ask, Copy, LocalCommand, Unsupported
from dsql_tui.sql.meta.copy import read_copy
from dsql_tui.sql.meta.words import split_arguments

__all__ = [
    "COMMANDS",
    "REFUSED",
    "Action",
    "Ask",
    "Copy",
    "LocalCommand",
    "Unsupported",
    "describe_connection",
    "is_meta",
    "read",
]


class Command(NamedTuple):
    """A backslash command."""

    name: str
    arguments: str
    """The arguments, as the help shows them."""
    does: str
    """A few words for the help."""
    ask: Callable[[list[str], bool], Ask] | None = None
    """Returns the statement for the arguments; the flag is true for a name with S, which includes
    system objects. `None` for a command that the interpreter carries out."""


def _help(arguments: list[str], system: bool) -> Ask:
    rows = ", ".join(
        f"({quote_literal(f'{each.name} {each.arguments}'.strip())}, {quote_literal(each.does)})"
        for each in COMMANDS
    )
    return Ask(f'select * from (values {rows}) as help ("command", "does")')


COMMANDS: tuple[Command, ...] = (
    Command("\\d", "[NAME]", "describe a table, view, index or sequence", describe.describe),
    Command("\\dt", "[NAME]", "list tables with their estimated rows", lists.list_tables),
    Command("\\dv", "[NAME]", "list views", lists.list_views),
    Command("\\di", "[NAME]", "list indexes, and show which are valid", lists.list_indexes),
    Command("\\ds", "[NAME]", "list sequences", lists.list_sequences),
    Command("\\dn", "[NAME]", "list schemas", lists.list_schemas),
    Command("\\df", "[NAME]", "list functions", lists.list_functions),
    Command("\\dD", "[NAME]", "list domains", lists.list_domains),
    Command("\\dp", "[NAME]", "list privileges on tables", lists.list_privileges),
    Command("\\z", "[NAME]", "list privileges on tables", lists.list_privileges),
    Command("\\du", "[NAME]", "list database roles and their IAM roles", lists.list_roles),
    Command("\\dg", "[NAME]", "list database roles and their IAM roles", lists.list_roles),
    Command("\\l", "", "show the database", lists.list_databases),
    Command("\\conninfo", "", "show what this session is connected to"),
    Command("\\g", "[(OPTIONS)] [FILE]", "run the statement; the result may go to a file"),
    Command("\\gx", "[(OPTIONS)] [FILE]", "run the statement, and show rows as lists"),
    Command("\\gset", "[PREFIX]", "run the statement, and set variables to its row"),
    Command("\\gexec", "", "run the statement, then run each cell of its result"),
    Command("\\gdesc", "", "describe the columns of a query"),
    Command("\\crosstabview", "[ROW [COLUMN [CELL [SORT]]]]", "show the result as a cross table"),
    Command("\\watch", "[SECONDS] [c=COUNT] [m=ROWS]", "run the statement repeatedly"),
    Command("\\i", "FILE", "run the statements of a file"),
    Command("\\ir", "FILE", "run a file, relative to the one that names it"),
    Command("\\copy", "… TO|FROM FILE …", "copy rows to or from a file"),
    Command("\\if", "CONDITION", "run what follows only if the condition is true"),
    Command("\\elif", "CONDITION", "run what follows if no condition before was true"),
    Command("\\else", "", "run what follows if no condition before was true"),
    Command("\\endif", "", "end the conditions"),
    Command("\\set", "[NAME [VALUE]]", "set a variable, or list all"),
    Command("\\unset", "NAME", "remove a variable"),
    Command("\\getenv", "NAME VARIABLE", "set a variable from the environment"),
    Command("\\prompt", "[TEXT] NAME", "ask for the value of a variable"),
    Command("\\echo", "[-n] [TEXT]", "print a text to standard output"),
    Command("\\qecho", "[-n] [TEXT]", "print a text where results go"),
    Command("\\warn", "[-n] [TEXT]", "print a text to standard error"),
    Command("\\p", "", "print the last statement"),
    Command("\\r", "", "discard the statement before it"),
    Command("\\w", "FILE", "write the last statement to a file"),
    Command("\\errverbose", "", "show the last error with its SQLSTATE"),
    Command("\\o", "[FILE]", "also write results to a file, or stop that"),
    Command("\\x", "[on|off|auto]", "show rows as lists"),
    Command("\\t", "[on|off]", "write only rows, without column names"),
    Command("\\a", "", "switch between aligned and unaligned output"),
    Command("\\f", "TEXT", "separate the cells of unaligned output by a text"),
    Command("\\pset", "NAME [VALUE]", "set null, format, fieldsep, expanded or tuples_only"),
    Command("\\timing", "[on|off]", "show how long statements take"),
    Command("\\encoding", "[UTF8]", "show the encoding"),
    Command("\\cd", "[FOLDER]", "change the folder of relative file names"),
    Command("\\e", "", "edit the script in $EDITOR (console only)"),
    Command("\\?", "", "list the backslash commands", _help),
    Command("\\q", "", "end the script"),
)
"""Every command that does something."""

_NO_SHELL = "Shell commands are not available here."
_FORMATS = "Use --format of `dsql-tui exec`, or Ctrl+E in the console."
_DEFINITION = "Use \\df NAME to see a function's definition."

REFUSED: Mapping[str, str] = {
    "\\dx": "Aurora DSQL has no extensions.",
    "\\dy": "Aurora DSQL has no event triggers.",
    "\\dRp": "Aurora DSQL has no publications. Use CDC streams.",
    "\\dRs": "Aurora DSQL has no subscriptions. Use CDC streams.",
    "\\db": "Aurora DSQL has no tablespaces.",
    "\\c": "Press Ctrl+O k for another cluster or role. `dsql-tui exec` has one TARGET.",
    "\\password": "Aurora DSQL has no passwords. It takes tokens that IAM signs.",
    "\\H": _FORMATS,
    "\\T": _FORMATS,
    "\\C": "Tables have no titles here. Print one with \\qecho.",
    "\\!": _NO_SHELL,
    "\\setenv": _NO_SHELL,
    "\\s": "Press Ctrl+R in the console for the history.",
    "\\bind": "Write the value into the statement, or set a variable with \\set.",
    "\\ef": _DEFINITION,
    "\\sf": _DEFINITION,
    "\\ev": "Use \\d NAME to see a view's definition.",
    "\\sv": "Use \\d NAME to see a view's definition.",
    "\\h": "See docs.aws.amazon.com/aurora-dsql for the SQL of Aurora DSQL.",
}
"""Commands of psql that are not available, and what to use instead."""

_BY_NAME = {each.name: each for each in COMMANDS}


def is_meta(text: str) -> bool:
    """Return whether a statement is a backslash command."""
    return text.startswith("\\")


def read(text: str) -> Action:
    """Return the action of a backslash command."""
    name, rest = [*text.rstrip("; \t").split(None, 1), "", ""][:2]
    system = False
    while name not in _BY_NAME and name[-1:] in ("S", "+") and name[1:2] in ("d", "l", "z"):
        system = system or name[-1] == "S"
        name = name[:-1]
    if name in REFUSED:
        return Unsupported(f"{name} is not supported. {REFUSED[name]}")
    if name not in _BY_NAME:
        return Unsupported(f"{name or text} is not a command here. \\? lists the commands.")
    if name == "\\copy":  # it takes the whole line
        return read_copy(rest)
    ask = _BY_NAME[name].ask
    if ask is None:
        return LocalCommand(name)
    action = ask(split_arguments(rest), system)
    if "*/" not in text:  # results show the beginning of their statement
        return replace(action, sql=f"/* {text} */ {action.sql}")
    return action


def describe_connection(facts: Mapping[str, str]) -> Ask:
    r"""Return the statement for `\conninfo`; `facts` are values by name."""
    rows = ", ".join(
        f"({quote_literal(name)}, {quote_literal(fact)})" for name, fact in facts.items()
    )
    return Ask(f'/* \\conninfo */ select * from (values {rows}) as connection ("what", "is")')

"""The manual page `dsql-tui(1)`, in the language of man(7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dsql_tui.cli.command_specs import Argument, CommandSpec, load_specs

_COMMON = frozenset({"--help", "--log", "--log-statements"})
"""Options of every command; they are listed only once."""
_EXIT_CODES = (
    ("0", "done"),
    ("1", "failed"),
    ("2", "usage"),
    ("3", "could not connect"),
    ("4", "timed out"),
    ("5", "conflict"),
    ("6", "outcome unknown"),
    ("130", "interrupted"),
)
_FILES = (
    ("~/.config/dsql-tui/settings.toml", "settings"),
    ("~/.config/dsql-tui/keymap.toml", "your keys"),
    ("~/.config/dsql-tui/profiles.toml", "saved connections"),
    ("~/.config/dsql-tui/snippets.toml", "your snippets"),
    ("~/.local/share/dsql-tui", "history, journals and caches"),
)
_ENVIRONMENT = (
    ("AWS_PROFILE, AWS_REGION", "as for the AWS CLI; its other variables work too"),
    ("DSQL_TUI_LOG", "a file for the log, as --log"),
    ("VISUAL, EDITOR", "the editor for scripts and settings"),
    ("PAGER", "the pager of exec"),
    ("NO_COLOR", "no colours"),
)


def build_man_page() -> str:
    """Return the page."""
    console, *commands = load_specs()
    lines = [
        ".TH DSQL-TUI 1",
        ".SH NAME",
        r"dsql\-tui \- the terminal console for Amazon Aurora DSQL",
        ".SH SYNOPSIS",
        _write_usage(console, ""),
        ".SH DESCRIPTION",
        *_write_text(console.description),
        ".SH OPTIONS",
        r"Every command has \-\-help, \-\-log and \-\-log\-statements.",
        *_write_arguments(console),
        ".SH COMMANDS",
        *(line for command in commands for line in _write_command(command)),
    ]
    for title, pairs in (
        ("EXIT STATUS", _EXIT_CODES),
        ("FILES", _FILES),
        ("ENVIRONMENT", _ENVIRONMENT),
    ):
        lines += [f".SH {title}", *_write_pairs(pairs)]
    return "\n".join(lines) + "\n"


def _write_command(command: CommandSpec, prefix: str = "") -> Iterator[str]:
    name = f"{prefix}{command.name}"
    yield f".SS {_escape(name)}"
    yield _write_usage(command, name)
    yield from _write_text(command.description)
    yield from _write_arguments(command)
    for action in command.actions:
        yield from _write_command(action, f"{name} ")


def _write_usage(command: CommandSpec, name: str) -> str:
    """Return the form of a command: `dsql-tui import [OPTION …] --into TABLE TARGET FILE`."""
    required = [f"{each.names[-1]} {each.shown}" for each in command.options if each.required]
    action = ["ACTION"] if command.actions else []
    words = ["[OPTION …]", *required, *map(_write_form, command.arguments), *action]
    return rf"\fB{_escape(f'dsql-tui {name}'.strip())}\fR {_escape(' '.join(words))}"


def _write_form(argument: Argument) -> str:
    shown = f"{argument.shown} …" if argument.repeats else argument.shown
    return shown if argument.required else f"[{shown}]"


def _write_text(text: str) -> Iterator[str]:
    """Yield a text in paragraphs; indented lines stay as they are."""
    for block in text.strip().split("\n\n"):
        yield ".PP"
        if block.startswith(" "):
            yield from (".nf", *map(_escape, block.split("\n")), ".fi")
        else:
            yield from map(_escape, block.split("\n"))


def _write_arguments(command: CommandSpec) -> Iterator[str]:
    for argument in (*command.arguments, *command.options):
        is_common = command.name and not _COMMON.isdisjoint(argument.names)
        if not is_common and (argument.help or argument.choices):
            yield ".TP"
            yield _write_names(argument)
            choices = f"one of {', '.join(argument.choices)}" if argument.choices else ""
            yield _escape("; ".join(filter(None, (argument.help, choices))))


def _write_names(argument: Argument) -> str:
    value = rf" \fI{_escape(argument.shown)}\fR" if argument.shown and argument.names else ""
    names = ", ".join(rf"\fB{_escape(name)}\fR" for name in argument.names)
    return f"{names or _escape(argument.shown)}{value}"


def _write_pairs(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    for name, meaning in pairs:
        yield from (".TP", rf"\fB{_escape(name)}\fR", _escape(meaning))


def _escape(text: str) -> str:
    """Return a text that man shows as it is."""
    text = text.replace("\\", r"\(rs").replace("-", r"\-")
    return rf"\&{text}" if text.startswith((".", "'")) else text

"""`dsql-tui completion SHELL`: print the script with which a shell completes command lines."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dsql_tui.cli.options import DONE, Parser

_SHELLS = ("bash", "zsh", "fish")
_DESCRIPTION = """\
Print the script with which a shell completes commands, options, targets, AWS profiles and files.
Add the line for your shell to its start-up file:

  bash  eval "$(dsql-tui completion bash)"       in ~/.bashrc
  zsh   eval "$(dsql-tui completion zsh)"        in ~/.zshrc, after compinit
  fish  dsql-tui completion fish | source        in ~/.config/fish/config.fish"""

_WORDS = "--words"
"""Asks for what completes the last of the words after it; the scripts use it."""


def run(arguments: list[str]) -> int:
    """Print a script; or, for a script, what completes a word, each with a description."""
    if arguments[:1] == [_WORDS]:
        # Imported here, because the scripts do without it.
        from dsql_tui.cli.completer import complete

        for word, description in complete(arguments[1:]):
            sys.stdout.write(f"{word}\t{description}\n")
        return DONE
    given = build_parser().parse_args(arguments)
    script = Path(__file__).parent / "shells" / f"dsql-tui.{given.shell}"
    sys.stdout.write(script.read_text(encoding="utf-8"))
    return DONE


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = Parser(
        "dsql-tui completion",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("shell", choices=_SHELLS, metavar="SHELL", help=", ".join(_SHELLS))
    return parser

"""`dsql-tui demo`: run a sandbox with sample data, and open the console in it."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path

import dsql_tui.sandbox
from dsql_tui.cli.console import require_terminal, show_console
from dsql_tui.cli.options import Parser
from dsql_tui.cli.sandbox import check_extra
from dsql_tui.cli.sandbox_options import add_release, add_session_limit
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.store.keymap import read_keymap
from dsql_tui.store.settings import read_settings
from dsql_tui.ui.start import Start


def run(arguments: list[str]) -> int:
    """Start the sandbox, show the console, and end both."""
    given = build_parser().parse_args(arguments)
    check_extra()
    require_terminal()
    data = user_data_path("dsql-tui") / "demo"
    settings, problems = read_settings()
    sandbox = SandboxProcess(data, given.session_limit, given.fresh, given.release)
    try:
        start = Start(
            sandbox=sandbox,
            script=_read_tour(),
            settings=settings,
            keymap=read_keymap(),
            problems=tuple(problems),
        )
        return show_console(start)
    finally:
        sandbox.stop()


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = Parser(
        "dsql-tui demo",
        description="Start a sandbox with sample data and open the console on it. "
        "Your changes are kept for the next start.",
    )
    parser.add_argument("--fresh", action="store_true", help="reset to the sample data")
    add_session_limit(parser)
    add_release(parser)
    return parser


def _read_tour() -> str:
    """Return the script that the editor opens with."""
    return Path(dsql_tui.sandbox.__file__).with_name("tour.sql").read_text(encoding="utf-8")

"""`dsql-tui demo`: a sandbox with sample data, and the console in it."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_data_path

import dsql_tui.sandbox
from dsql_tui.cli.console import need_terminal, show
from dsql_tui.cli.options import Parser, add_session_limit
from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.store.settings import read_settings
from dsql_tui.ui.start import Start


def run(arguments: list[str]) -> int:
    """Start the sandbox, show the console, and end both."""
    parser = Parser(
        "dsql-tui demo",
        description="Start a sandbox with sample data, and the console in it. "
        "What you change is kept for the next time.",
    )
    parser.add_argument("--fresh", action="store_true", help="begin with the sample data anew")
    add_session_limit(parser)
    given = parser.parse_args(arguments)
    need_terminal()
    data = user_data_path("dsql-tui") / "demo"
    settings, problems = read_settings()
    sandbox = SandboxProcess(data, given.session_limit, given.fresh)
    try:
        return show(
            Start(sandbox=sandbox, script=_tour(), settings=settings, problems=tuple(problems))
        )
    finally:
        sandbox.stop()


def _tour() -> str:
    """What the editor holds at first."""
    return Path(dsql_tui.sandbox.__file__).with_name("tour.sql").read_text(encoding="utf-8")

"""`dsql-tui sandbox`: the sandbox by itself, for any client."""

from __future__ import annotations

from pathlib import Path

from dsql_tui.cli.options import Parser, add_session_limit, port
from dsql_tui.sandbox.serve import Options, serve


def run(arguments: list[str]) -> int:
    """Serve until a signal, or the end of standard input."""
    parser = Parser(
        "dsql-tui sandbox",
        description="Run a local Aurora DSQL until SIGTERM, SIGINT or the end of standard input.",
    )
    parser.add_argument(
        "--port", type=port, default=0, metavar="N", help="default: 0, any that is free"
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="keep the data there; default: thrown away"
    )
    parser.add_argument("--fresh", action="store_true", help="begin with the sample data anew")
    parser.add_argument("--json", action="store_true", help="say how to connect in one JSON line")
    add_session_limit(parser)
    given = parser.parse_args(arguments)
    return serve(Options(given.port, given.data, given.session_limit, given.json, given.fresh))

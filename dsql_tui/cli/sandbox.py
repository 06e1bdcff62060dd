"""`dsql-tui sandbox`: run the sandbox for any client."""

from __future__ import annotations

from pathlib import Path

from dsql_tui.cli.options import Parser, UsageError, parse_port
from dsql_tui.cli.sandbox_options import add_release, add_session_limit
from dsql_tui.sandbox.extra import INSTALL, missing_packages


def run(arguments: list[str]) -> int:
    """Serve until a signal or the end of standard input."""
    given = build_parser().parse_args(arguments)
    check_extra()
    from dsql_tui.sandbox.serve import Options, serve

    return serve(
        Options(
            given.port,
            given.data,
            given.session_limit,
            given.json,
            given.fresh,
            release=given.release,
            websocket_port=given.websocket_port,
        )
    )


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = Parser(
        "dsql-tui sandbox",
        description="Run a local Aurora DSQL until SIGTERM, SIGINT or the end of standard input.",
    )
    parser.add_argument(
        "--port", type=parse_port, default=0, metavar="N", help="default: 0, any free port"
    )
    parser.add_argument(
        "--websocket-port",
        type=parse_port,
        default=0,
        metavar="N",
        help="the port for WebSockets, 443 on a cluster; default: 0, any free port",
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="keep the data in DIR; default: discard it"
    )
    parser.add_argument("--fresh", action="store_true", help="reset to the sample data")
    parser.add_argument(
        "--json", action="store_true", help="print the connection details as one line of JSON"
    )
    add_session_limit(parser)
    add_release(parser)
    return parser


def check_extra() -> None:
    """Check that the packages of the extra `sandbox` are installed.

    Raises:
        Usage: some are missing.
    """
    if missing := missing_packages():
        raise UsageError(f"The sandbox needs {' and '.join(missing)}. Run: {INSTALL}")

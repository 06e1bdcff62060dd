"""The command line: arguments in; a screen, or text on stdout, out.

Exit codes: 0 done, 1 refused by the server, 2 usage, 3 could not connect, 128 + n ended by
signal n. stdout is data, stderr is talk. Imports stand inside the commands, because each needs
other rooms and the first frame waits for none of them.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from dsql_tui import __version__
from dsql_tui.dsql import limits
from dsql_tui.dsql.endpoint import PORT, Endpoint, parse_target
from dsql_tui.dsql.regions import REGIONS
from dsql_tui.dsql.role import ADMIN
from dsql_tui.dsql.route import SSLMODES, Route
from dsql_tui.dsql.token import checked_lifetime

if TYPE_CHECKING:
    from dsql_tui.ui.start import Start

DONE, REFUSED, USAGE, UNREACHED = 0, 1, 2, 3

_DESCRIPTION = """\
The terminal console for Amazon Aurora DSQL.

  dsql-tui [TARGET]      open the console; without a target, pick a cluster
  dsql-tui demo          a sandbox with sample data, and the console in it; no AWS account
  dsql-tui sandbox       run the sandbox by itself; prints how to connect
  dsql-tui token TARGET  print a token, as PGPASSWORD for another client

A target is a cluster's identifier, its ARN or its endpoint.
`dsql-tui COMMAND --help` lists the options of each."""


class _Usage(Exception):
    """The command line cannot be followed; the text is the reason."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        raise _Usage(f"{message.rstrip('.')}. Try: {self.prog} --help")


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    command: Callable[[list[str]], int] = _console
    rest = list(arguments)
    if rest and rest[0] in _COMMANDS:
        command, rest = _COMMANDS[rest[0]], rest[1:]
    try:
        return command(rest)
    except _Usage as usage:
        return _say(str(usage), USAGE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED


def _console(arguments: list[str]) -> int:
    parser = _Parser(
        "dsql-tui", description=_DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=f"dsql-tui {__version__}")
    parser.add_argument("target", nargs="?", metavar="TARGET")
    _add_access(parser)
    given = parser.parse_args(arguments)
    endpoint = _endpoint(given.target, given.region) if given.target else None
    regions = (given.region,) if given.region else REGIONS
    from dsql_tui.ui.start import Start

    route = _route(given)
    _need_terminal()
    start = Start(endpoint, given.role, regions, given.aws_profile, route)
    return _show(start)


def _demo(arguments: list[str]) -> int:
    parser = _Parser(
        "dsql-tui demo",
        description="Start a sandbox with sample data, and the console in it. "
        "What you change is kept for the next time.",
    )
    parser.add_argument("--fresh", action="store_true", help="begin with the sample data anew")
    _add_session_limit(parser)
    given = parser.parse_args(arguments)
    from dsql_tui.sandbox.process import SandboxProcess
    from dsql_tui.ui.start import Start

    _need_terminal()
    sandbox = SandboxProcess(_demo_data(), given.session_limit, given.fresh)
    try:
        return _show(Start(sandbox=sandbox, script=_tour()))
    finally:
        sandbox.stop()


def _sandbox(arguments: list[str]) -> int:
    parser = _Parser(
        "dsql-tui sandbox",
        description="Run a local Aurora DSQL until SIGTERM, SIGINT or the end of standard input.",
    )
    parser.add_argument(
        "--port", type=_port, default=0, metavar="N", help="default: 0, any that is free"
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="keep the data there; default: thrown away"
    )
    parser.add_argument("--fresh", action="store_true", help="begin with the sample data anew")
    parser.add_argument("--json", action="store_true", help="say how to connect in one JSON line")
    _add_session_limit(parser)
    given = parser.parse_args(arguments)
    from dsql_tui.sandbox.serve import Options, serve

    return serve(Options(given.port, given.data, given.session_limit, given.json, given.fresh))


def _token(arguments: list[str]) -> int:
    parser = _Parser("dsql-tui token", description="Print a token; it stands for a password.")
    parser.add_argument("target", metavar="TARGET")
    _add_identity(parser)
    given = parser.parse_args(arguments)
    endpoint = _endpoint(given.target, given.region)
    from dsql_tui.aws.identity import AwsError, Identity
    from dsql_tui.aws.tokens import sign

    try:
        token = sign(Identity(given.aws_profile), endpoint, given.role, given.expires_in)
    except AwsError as error:
        return _say(f"No token could be signed. {error}", UNREACHED)
    print(token.text)  # noqa: T201 - the token is what was asked for
    return DONE


_COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "demo": _demo,
    "sandbox": _sandbox,
    "token": _token,
}


def _add_identity(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-U", "--role", default=ADMIN, metavar="ROLE", help=f"database role; default: {ADMIN}"
    )
    parser.add_argument("--region", metavar="R", help="the region to look in")
    parser.add_argument("--aws-profile", metavar="P", help="an AWS profile of this computer")
    parser.add_argument(
        "--expires-in",
        type=_lifetime,
        default=limits.TOKEN,
        metavar="S",
        help=f"seconds that a token is good for; default: {limits.TOKEN}",
    )


def _add_access(parser: argparse.ArgumentParser) -> None:
    _add_identity(parser)
    parser.add_argument("--hostaddr", metavar="ADDRESS", help="connect to this address (a tunnel)")
    parser.add_argument("--port", type=_port, default=PORT, metavar="N", help=f"default: {PORT}")
    parser.add_argument("--sslmode", choices=SSLMODES, default="verify-full")
    parser.add_argument("--sslrootcert", metavar="FILE", help="root certificates to trust")


def _add_session_limit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--session-limit",
        type=_seconds,
        default=limits.SESSION,
        metavar="S",
        help=f"seconds that a session lasts; default: {limits.SESSION}, as in Aurora DSQL",
    )


def _port(text: str) -> int:
    if text.isdecimal() and int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"“{text}” is no port: a number from 0 to 65535 is")


def _seconds(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= limits.SESSION * 24:
        return int(text)
    raise argparse.ArgumentTypeError(f"“{text}” is no number of seconds (1 or more)")


def _lifetime(text: str) -> int:
    try:
        return checked_lifetime(int(text))
    except ValueError as error:
        if "week" in str(error):
            raise argparse.ArgumentTypeError(str(error)) from None
        raise argparse.ArgumentTypeError(f"“{text}” is no number of seconds") from None


def _endpoint(target: str, region: str | None) -> Endpoint:
    region = region or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    try:
        return parse_target(target, region)
    except ValueError as error:
        raise _Usage(str(error)) from None


def _route(given: argparse.Namespace) -> Route:
    if given.sslrootcert and not Path(given.sslrootcert).is_file():
        raise _Usage(f"There is no file {given.sslrootcert} to read root certificates from.")
    return Route(given.hostaddr, given.port, given.sslmode, given.sslrootcert, given.expires_in)


def _demo_data() -> Path:
    from platformdirs import user_data_path

    return user_data_path("dsql-tui") / "demo"


def _tour() -> str:
    """What the demo's editor holds at first."""
    import dsql_tui.sandbox

    return Path(dsql_tui.sandbox.__file__).with_name("tour.sql").read_text(encoding="utf-8")


def _need_terminal() -> None:
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise _Usage("The console needs a terminal, and this is none.")


def _show(start: Start) -> int:
    """Show the console until it is left; say on stderr why, where that was not the user's wish."""
    from dsql_tui.ui.app import DsqlTui

    app = DsqlTui(start)
    app.run()
    if app.failed:
        return _say(app.failed, UNREACHED)
    if app.ended_by:
        return _say(f"Ended by {app.ended_by.name}; sessions were closed.", 128 + app.ended_by)
    return app.return_code or DONE


def _say(sentence: str, code: int) -> int:
    print(f"dsql-tui: {sentence}", file=sys.stderr)  # noqa: T201
    return code

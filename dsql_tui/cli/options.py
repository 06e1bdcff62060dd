"""What the commands share: how arguments are read, what they may be, and how an end is told."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import NoReturn

from dsql_tui.dsql import limits
from dsql_tui.dsql.endpoint import PORT, Endpoint, parse_target
from dsql_tui.dsql.role import ADMIN
from dsql_tui.dsql.route import SSLMODES, Route
from dsql_tui.dsql.token import checked_lifetime

DONE, REFUSED, USAGE, UNREACHED, TIMED_OUT, CONFLICTED, UNKNOWN, INTERRUPTED = (*range(7), 130)
"""Exit codes: 0 done, 1 refused by the server, 2 usage, 3 could not connect, 4 timed out,
5 conflict, 6 outcome unknown, 130 interrupted."""


class Usage(Exception):
    """The command line cannot be followed; the text is the reason."""


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence."""

    def error(self, message: str) -> NoReturn:
        raise Usage(f"{message.rstrip('.')}. Try: {self.prog} --help")


def say(sentence: str, code: int) -> int:
    """Say something on stderr, and give back the exit code that goes with it."""
    print(f"dsql-tui: {sentence}", file=sys.stderr)  # noqa: T201
    return code


def add_identity(parser: argparse.ArgumentParser) -> None:
    """The options that choose a database role and who signs for it."""
    parser.add_argument(
        "-U", "--role", default=ADMIN, metavar="ROLE", help=f"database role; default: {ADMIN}"
    )
    parser.add_argument("--region", metavar="R", help="the region to look in")
    parser.add_argument("--aws-profile", metavar="P", help="an AWS profile of this computer")
    parser.add_argument(
        "--expires-in",
        type=lifetime,
        default=limits.TOKEN,
        metavar="S",
        help=f"seconds that a token is good for; default: {limits.TOKEN}",
    )


def add_access(parser: argparse.ArgumentParser) -> None:
    """The same, and the options that say how the endpoint is reached."""
    add_identity(parser)
    parser.add_argument("--hostaddr", metavar="ADDRESS", help="connect to this address (a tunnel)")
    parser.add_argument("--port", type=port, default=PORT, metavar="N", help=f"default: {PORT}")
    parser.add_argument("--sslmode", choices=SSLMODES, default="verify-full")
    parser.add_argument("--sslrootcert", metavar="FILE", help="root certificates to trust")


def add_session_limit(parser: argparse.ArgumentParser) -> None:
    """How long a sandbox lets sessions last."""
    parser.add_argument(
        "--session-limit",
        type=seconds,
        default=limits.SESSION,
        metavar="S",
        help=f"seconds that a session lasts; default: {limits.SESSION}, as in Aurora DSQL",
    )


def port(text: str) -> int:
    """A TCP port."""
    if text.isdecimal() and int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"“{text}” is no port: a number from 0 to 65535 is")


def seconds(text: str) -> int:
    """A number of seconds, at least one."""
    if text.isdecimal() and 1 <= int(text) <= limits.SESSION * 24:
        return int(text)
    raise argparse.ArgumentTypeError(f"“{text}” is no number of seconds (1 or more)")


def lifetime(text: str) -> int:
    """Seconds that a token is good for."""
    try:
        return checked_lifetime(int(text))
    except ValueError as error:
        if "week" in str(error):
            raise argparse.ArgumentTypeError(str(error)) from None
        raise argparse.ArgumentTypeError(f"“{text}” is no number of seconds") from None


def endpoint(target: str, region: str | None) -> Endpoint:
    """The endpoint that a target names.

    Raises:
        Usage: it names none.
    """
    region = region or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    try:
        return parse_target(target, region)
    except ValueError as error:
        raise Usage(str(error)) from None


def route(given: argparse.Namespace) -> Route:
    """How the endpoint is reached.

    Raises:
        Usage: the file of root certificates is not there.
    """
    if given.sslrootcert and not Path(given.sslrootcert).is_file():
        raise Usage(f"There is no file {given.sslrootcert} to read root certificates from.")
    return Route(given.hostaddr, given.port, given.sslmode, given.sslrootcert, given.expires_in)

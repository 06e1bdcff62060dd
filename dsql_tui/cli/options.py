"""What the commands share: how arguments are read, what they may be, and how an end is told."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import NoReturn

from dsql_tui.dsql import limits
from dsql_tui.dsql.endpoint import PORT, parse_target
from dsql_tui.dsql.profile import Profile, checked_fields, checked_text
from dsql_tui.dsql.regions import REGIONS
from dsql_tui.dsql.role import ADMIN
from dsql_tui.dsql.route import SSLMODES, checked_way
from dsql_tui.dsql.token import checked_lifetime
from dsql_tui.store import places

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
    with contextlib.suppress(OSError):  # where the terminal is gone, nobody is left to be told
        print(f"dsql-tui: {sentence}", file=sys.stderr)  # noqa: T201
    return code


def add_identity(parser: argparse.ArgumentParser) -> None:
    """The options that choose a database role and who signs for it; `chosen` reads them."""
    parser.add_argument(
        "-U", "--role", type=one_line, metavar="ROLE", help=f"database role; default: {ADMIN}"
    )
    parser.add_argument("--region", metavar="R", help="the region to look in")
    parser.add_argument(
        "--aws-profile", type=one_line, metavar="P", help="an AWS profile of this computer"
    )
    parser.add_argument(
        "--expires-in",
        type=lifetime,
        metavar="S",
        help=f"seconds that a token is good for; default: {limits.TOKEN}",
    )


def add_access(parser: argparse.ArgumentParser) -> None:
    """The same, and the options that say how the endpoint is reached."""
    add_identity(parser)
    parser.add_argument("--hostaddr", metavar="ADDRESS", help="connect to this address (a tunnel)")
    parser.add_argument("--port", type=port, metavar="N", help=f"default: {PORT}")
    parser.add_argument(
        "--ipv4", action=argparse.BooleanOptionalAction, help="leave IPv6 addresses alone"
    )
    parser.add_argument("--sslmode", choices=SSLMODES, help="default: verify-full")
    parser.add_argument("--sslrootcert", metavar="FILE", help="root certificates to trust")


def chosen(given: argparse.Namespace) -> Profile:
    """The connection that is meant: a saved profile or a cluster, and what options change of it.

    Without a target it is what the options say of any cluster.

    Raises:
        Usage: it names no cluster, or no way there.
    """
    options = {
        name: getattr(given, name)
        for name in (key.name for key in fields(Profile))
        if name != "target" and getattr(given, name, None) is not None
    }
    try:
        profile = checked_fields(replace(_saved_or_new(given.target or ""), **options))
        if profile.sslrootcert and not Path(profile.sslrootcert).expanduser().is_file():
            raise ValueError(
                f"There is no file {profile.sslrootcert} to read root certificates from."
            )
        if profile.target:
            endpoint = parse_target(profile.target, profile.region, usual_region())
            if hasattr(given, "sslmode"):  # a token alone leads nowhere
                checked_way(endpoint, profile.route)
            profile = replace(profile, region=endpoint.region)
    except ValueError as error:
        raise Usage(str(error)) from None
    return profile


def _saved_or_new(target: str) -> Profile:
    if not places.profiles().exists():
        return _new(target)
    # Lazily, because TOML takes longer to load than most statements to run.
    from dsql_tui.store.checked import resembling
    from dsql_tui.store.profiles import read_profiles

    profiles = read_profiles()
    if profile := profiles.find(target):
        return profile
    try:
        return _new(target)
    except ValueError as error:
        nearest = resembling(target, [profile.name for profile in profiles.all])
        if not nearest:
            raise
        raise ValueError(f"{error} The nearest profile is “{nearest}”.") from None


def _new(target: str) -> Profile:
    if target:
        parse_target(target, None, REGIONS[0])
    return Profile(name="", target=target)


def usual_region() -> str | None:
    """The region that the environment names."""
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")


def add_session_limit(parser: argparse.ArgumentParser) -> None:
    """How long a sandbox lets sessions last."""
    parser.add_argument(
        "--session-limit",
        type=seconds,
        default=limits.SESSION,
        metavar="S",
        help=f"seconds that a session lasts; default: {limits.SESSION}, as in Aurora DSQL",
    )


def one_line(text: str) -> str:
    """Text on one line."""
    try:
        return checked_text(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def count(text: str) -> int:
    """How many, or none."""
    if text.isdecimal() and int(text) < 2**31:
        return int(text)
    raise argparse.ArgumentTypeError(f"“{text}” is no number (0 or more)")


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

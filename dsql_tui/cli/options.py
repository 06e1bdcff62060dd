"""Options, exit codes and messages that the commands share."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from dsql_tui.dsql import limits
from dsql_tui.dsql.endpoint import PORT, parse_target
from dsql_tui.dsql.profile import Profile, check_fields, check_text
from dsql_tui.dsql.regions import REGIONS
from dsql_tui.dsql.role import ADMIN
from dsql_tui.dsql.route import SSLMODES, check_port, check_route
from dsql_tui.dsql.target_url import read_target
from dsql_tui.dsql.token import check_lifetime
from dsql_tui.log import VARIABLE, log_statements, start_log
from dsql_tui.store import paths

if TYPE_CHECKING:
    from dsql_tui.dsql.cluster import Cluster

DONE, FAILED, USAGE, NOT_CONNECTED, TIMED_OUT, CONFLICT, UNKNOWN, INTERRUPTED = (*range(7), 130)
"""Exit codes: 0 done, 1 failed, 2 usage, 3 could not connect, 4 timed out, 5 conflict,
6 outcome unknown, 130 interrupted."""

_NUMBER = re.compile("[0-9]{1,9}")
_DASHES = re.compile(r"--[\w-]+=--|-\w--")
_DAY_SECONDS = 24 * 60 * 60


class UsageError(Exception):
    """The command line is wrong; the text says how."""


class Parser(argparse.ArgumentParser):
    """A parser that raises `UsageError`, and has the options of every command."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        group = self.add_argument_group("log")
        group.add_argument(
            "--log",
            action=_StartLog,
            default=argparse.SUPPRESS,
            metavar="FILE",
            help=f"append a log of the program to FILE; or set ${VARIABLE}",
        )
        group.add_argument(
            "--log-statements",
            action=_LogStatements,
            nargs=0,
            default=argparse.SUPPRESS,
            help="also log the text of statements, including values",
        )

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse arguments; argparse (3.11) would take `--option=--` for an empty list."""
        for argument in args or ():
            if _DASHES.fullmatch(argument):
                self.error(f"argument {argument}: “--” is not a value")
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Raise the error that the command ends with."""
        raise UsageError(f"{message.rstrip('.')}. Try: {self.prog} --help")


class _StartLog(argparse.Action):
    """Starts the log as soon as the option is read."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: Any,
        option: str | None = None,
    ) -> None:
        """Open the log file."""
        try:
            start_log(values)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise UsageError(f"The log file {values} cannot be written: {reason}.") from None


class _LogStatements(argparse.Action):
    """Adds the texts of statements to the log."""

    def __call__(self, *arguments: Any, **options: Any) -> None:
        """Log statements from now on."""
        log_statements()


def say(sentence: str, code: int) -> int:
    """Write a sentence to standard error, and return the exit code that belongs to it."""
    with contextlib.suppress(OSError):  # The terminal is gone.
        print(f"dsql-tui: {sentence}", file=sys.stderr)  # noqa: T201
    return code


def make_parser(command: str, description: str) -> Parser:
    """Return the parser of a command with a target.

    Args:
        command: The name of the command.
        description: The text of its help, broken into lines.
    """
    parser = Parser(
        f"dsql-tui {command}",
        description=description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("target", metavar="TARGET")
    return parser


def add_quiet(parser: argparse.ArgumentParser) -> None:
    """Add the option that leaves out what is not an error."""
    parser.add_argument("-q", "--quiet", action="store_true", help="print errors only")


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add the option for the file to write to."""
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        help="write to FILE, all or nothing; .gz and .zst are compressed",
    )


def add_identity(parser: argparse.ArgumentParser) -> None:
    """Add the options for the database role and the AWS identity."""
    parser.add_argument(
        "-U", "--role", type=parse_line, metavar="ROLE", help=f"database role; default: {ADMIN}"
    )
    parser.add_argument("--region", metavar="R", help="the cluster's region")
    parser.add_argument(
        "--aws-profile", type=parse_line, metavar="P", help="an AWS profile of this computer"
    )
    parser.add_argument(
        "--expires-in",
        type=parse_lifetime,
        metavar="S",
        help=f"lifetime of a token in seconds; default: {limits.TOKEN_SECONDS}",
    )


def add_access(parser: argparse.ArgumentParser) -> None:
    """Add the options for the identity and the route to the endpoint."""
    add_identity(parser)
    parser.add_argument("--hostaddr", metavar="ADDRESS", help="connect to this address (a tunnel)")
    parser.add_argument("--port", type=parse_port, metavar="N", help=f"default: {PORT}")
    parser.add_argument(
        "--ipv4", action=argparse.BooleanOptionalAction, help="use IPv4 addresses only"
    )
    parser.add_argument("--sslmode", choices=SSLMODES, help="default: verify-full")
    parser.add_argument("--sslrootcert", metavar="FILE", help="root certificates to trust")


def resolve_profile(given: argparse.Namespace) -> Profile:
    """Return the connection: a saved profile or a cluster, changed by the options.

    Without a target, it has only the options.

    Raises:
        UsageError: The target names no cluster, or an option is not valid.
    """
    options = {
        name: getattr(given, name)
        for name in (key.name for key in fields(Profile))
        if name != "target" and getattr(given, name, None) is not None
    }
    try:
        profile = check_fields(replace(_find_or_make_profile(given), **options))
        if profile.sslrootcert and not Path(profile.sslrootcert).expanduser().is_file():
            raise ValueError(f"There is no file {profile.sslrootcert} for --sslrootcert.")
        if profile.target:
            endpoint = parse_target(profile.target, profile.region, get_default_region())
            if hasattr(given, "sslmode"):  # The command connects.
                check_route(endpoint, profile.route)
            profile = replace(profile, region=endpoint.region)
    except ValueError as error:
        raise UsageError(str(error)) from None
    return profile


def _find_or_make_profile(given: argparse.Namespace) -> Profile:
    if given.target is None:
        return Profile(name="", target="")
    target, role = read_target(given.target)
    if not paths.profiles_path().exists():
        return _make_profile(target, role or ADMIN, given)
    # Imported here, because loading TOML takes longer than most statements.
    from dsql_tui.store.profiles import read_profiles
    from dsql_tui.store.toml_table import find_similar

    profiles = read_profiles()
    if profile := profiles.find(target):
        return profile
    nearest = find_similar(target, [profile.name for profile in profiles.all])
    return _make_profile(target, role or ADMIN, given, nearest)


def _make_profile(target: str, role: str, given: argparse.Namespace, nearest: str = "") -> Profile:
    """Return the connection to a cluster; on an error, name the saved profile like its name."""
    try:
        parse_target(target, None, REGIONS[0])
    except ValueError as error:
        saved = f"The nearest profile is “{nearest}”." if nearest else "No profile has this name."
        cluster = _find_cluster(target, given)
        if cluster is None:
            raise ValueError(f"{error} {saved}") from None
        return Profile(cluster.name, cluster.endpoint.host, role=role)
    return Profile(name="", target=target, role=role)


def _find_cluster(name: str, given: argparse.Namespace) -> Cluster | None:
    """Return the cluster with a Name tag; `None` if there is none, or no credentials to ask with.

    Raises:
        ValueError: Several have it, or a region did not answer; the message is for the user.
    """
    # Imported here, because most targets have another form, and boto3 takes long to load.
    from dsql_tui.aws.errors import NoCredentials
    from dsql_tui.cli.cluster_names import find_by_name, may_be_name
    from dsql_tui.store.settings import read_settings

    if not may_be_name(name):
        return None
    region = getattr(given, "region", None)
    regions = (region,) if region else read_settings()[0].regions
    try:
        return find_by_name(name, getattr(given, "aws_profile", None), regions)
    except NoCredentials:
        return None


def get_default_region() -> str | None:
    """Return the region that the environment names."""
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")


def parse_line(text: str) -> str:
    """Return text if it is one line."""
    try:
        return check_text(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def parse_count(text: str) -> int:
    """Return a number, 0 or more."""
    if _NUMBER.fullmatch(text):
        return int(text)
    raise argparse.ArgumentTypeError(f"“{text}” must be a number, 0 or more")


def parse_port(text: str) -> int:
    """Return a TCP port, or 0 for any that is free."""
    try:
        return check_port(text, lowest=0)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def parse_seconds(text: str) -> int:
    """Return a number of seconds, from 1 to a day."""
    if _NUMBER.fullmatch(text) and 1 <= int(text) <= _DAY_SECONDS:
        return int(text)
    raise argparse.ArgumentTypeError(f"“{text}” must be seconds, from 1 to {_DAY_SECONDS}")


def parse_lifetime(text: str) -> int:
    """Return the lifetime of a token in seconds."""
    if not _NUMBER.fullmatch(text):
        raise argparse.ArgumentTypeError(f"“{text}” must be a number of seconds")
    try:
        return check_lifetime(int(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None

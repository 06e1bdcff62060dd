"""`dsql-tui token TARGET`: print a token, as another client's password."""

from __future__ import annotations

from dsql_tui.aws.errors import AwsError
from dsql_tui.aws.identity import Identity
from dsql_tui.aws.tokens import sign
from dsql_tui.cli.options import DONE, NOT_CONNECTED, Parser, add_identity, resolve_profile, say


def run(arguments: list[str]) -> int:
    """Sign a token and print it."""
    given = build_parser().parse_args(arguments)
    profile = resolve_profile(given)
    identity = Identity(profile.aws_profile)
    try:
        token = sign(identity, profile.endpoint, profile.role, profile.expires_in)
    except AwsError as error:
        return say(f"No token could be signed. {error}", NOT_CONNECTED)
    print(token.text)  # noqa: T201 - the token is what was asked for
    return DONE


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = Parser("dsql-tui token", description="Print a token to use as the password.")
    parser.add_argument("target", metavar="TARGET")
    add_identity(parser)
    return parser

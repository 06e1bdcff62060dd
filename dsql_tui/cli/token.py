"""`dsql-tui token TARGET`: a token, as another client's password."""

from __future__ import annotations

from dsql_tui.aws.identity import AwsError, Identity
from dsql_tui.aws.tokens import sign
from dsql_tui.cli.options import DONE, UNREACHED, Parser, add_identity, chosen, say


def run(arguments: list[str]) -> int:
    """Sign a token and print it."""
    parser = Parser("dsql-tui token", description="Print a token; it stands for a password.")
    parser.add_argument("target", metavar="TARGET")
    add_identity(parser)
    given = parser.parse_args(arguments)
    profile = chosen(given)
    identity = Identity(profile.aws_profile)
    try:
        token = sign(identity, profile.endpoint, profile.role, profile.expires_in)
    except AwsError as error:
        return say(f"No token could be signed. {error}", UNREACHED)
    print(token.text)  # noqa: T201 - the token is what was asked for
    return DONE

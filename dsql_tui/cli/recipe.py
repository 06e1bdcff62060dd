"""`dsql-tui recipe TARGET [CLIENT]`: how another client connects."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dsql_tui.cli.options import (
    DONE,
    UNREACHED,
    USAGE,
    Parser,
    Usage,
    add_access,
    chosen,
    say,
)
from dsql_tui.dsql.token import Token
from dsql_tui.recipes import RECIPES, find, matching
from dsql_tui.recipes.machine import libpq_here, signer_here
from dsql_tui.recipes.place import NAMED, SIGNERS, Place
from dsql_tui.recipes.recipe import Recipe
from dsql_tui.recipes.render import Rendered, render, takes_token
from dsql_tui.recipes.written import as_json, listed, listed_as_json, markdown
from dsql_tui.store.folder import write_new

_DESCRIPTION = """\
How another client connects to a cluster: packages, code or settings, commands.
Without CLIENT, which clients there are. No token is in it, unless --with-token."""


def run(arguments: list[str]) -> int:
    """Print the recipe, or the list of them."""
    given = _parser().parse_args(arguments)
    if given.with_token and given.save:
        raise Usage("A token goes into no file: leave out --with-token or --save")
    place = _place(given)
    if given.client is None:
        sys.stdout.write(listed_as_json(RECIPES) if given.format == "json" else listed(RECIPES))
        return DONE
    recipe = _recipe(given.client)
    # Lazily, because boto3 is for those alone who want a token.
    from dsql_tui.aws.identity import AwsError

    try:
        token = _token(recipe, place) if given.with_token else None
    except AwsError as error:
        return say(f"No token could be signed. {error}", UNREACHED)
    rendered = render(recipe, place, token)
    if given.save:
        return _save(rendered, given.save)
    sys.stdout.write(as_json(rendered) if given.format == "json" else markdown(rendered))
    return DONE


def _parser() -> Parser:
    parser = Parser(
        "dsql-tui recipe",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("target", metavar="TARGET")
    parser.add_argument("client", nargs="?", metavar="CLIENT")
    add_access(parser)
    parser.add_argument("--schema", metavar="S", help="comes first in the search path")
    parser.add_argument(
        "--libpq", type=int, metavar="N", help="for this version of libpq; default: psql's here"
    )
    parser.add_argument(
        "--signer", choices=SIGNERS, help="which command signs; default: aws, if it is version 2"
    )
    parser.add_argument("--grant-to", metavar="ARN", help="who may connect as the custom role")
    parser.add_argument("--with-token", action="store_true", help="sign a token and put it in")
    parser.add_argument("--save", type=Path, metavar="DIR", help="write the files there")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    return parser


def _place(given: argparse.Namespace) -> Place:
    if given.libpq is not None and given.libpq < NAMED:
        raise Usage(f"libpq {given.libpq} cannot connect: {NAMED} is the first that names its host")
    profile = chosen(given)
    try:
        return Place(
            profile.endpoint,
            profile.role,
            profile.aws_profile,
            given.schema or next(iter(profile.search_path), None),
            profile.route,
            given.libpq or libpq_here(),
            given.signer or signer_here(),
            given.grant_to,
        )
    except ValueError as error:
        raise Usage(str(error)) from None


def _recipe(name: str) -> Recipe:
    if recipe := find(name):
        return recipe
    near = ", ".join(recipe.name for recipe in matching(name)[:6])
    hint = f"Perhaps: {near}." if near else "Without CLIENT they are listed."
    raise Usage(f"There is no recipe “{name}”. {hint}")


def _token(recipe: Recipe, place: Place) -> Token:
    # Lazily, because boto3 is for those alone who want a token.
    from dsql_tui.aws.identity import Identity
    from dsql_tui.aws.tokens import sign

    if not takes_token(recipe):
        raise Usage(f"The recipe “{recipe.name}” has no place for a token: it signs by itself.")
    token = sign(Identity(place.profile), place.endpoint, place.role, place.route.expires_in)
    say(f"There is a token in it, good for {token.expires_in} seconds.", DONE)
    return token


def _save(rendered: Rendered, folder: Path) -> int:
    try:
        written = write_new(folder, rendered.texts)
    except OSError as error:
        return say(f"Nothing was written. {error.strerror}: {error.filename}", USAGE)
    for path in written:
        print(path)  # noqa: T201 - what was asked for
    return DONE

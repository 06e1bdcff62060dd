"""`dsql-tui recipe TARGET [CLIENT]`: print how another client connects."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from dsql_tui.cli.options import (
    DONE,
    NOT_CONNECTED,
    USAGE,
    Parser,
    UsageError,
    add_access,
    make_parser,
    resolve_profile,
    say,
)
from dsql_tui.dsql.token import Token
from dsql_tui.recipes import RECIPES, find_recipe, search_recipes
from dsql_tui.recipes.context import SERVER_NAME, SIGNERS, RecipeContext
from dsql_tui.recipes.formats import list_as_json, list_as_text, to_json, to_markdown
from dsql_tui.recipes.local_tools import find_libpq_version, find_signer
from dsql_tui.recipes.recipe import Recipe
from dsql_tui.recipes.render import RenderedRecipe, render, takes_token
from dsql_tui.store.files import write_new_files

_DESCRIPTION = """\
Print how another client connects to a cluster: packages, code or settings, commands.
Without CLIENT, list the clients. The recipe has no token unless you add --with-token."""


def run(arguments: list[str]) -> int:
    """Print or save a recipe, or list the recipes; return the exit code."""
    options = build_parser().parse_args(arguments)
    if options.with_token and options.save:
        raise UsageError("A token must not be saved in a file: remove --with-token or --save")
    context = _build_context(options)
    as_json = options.format == "json"
    if options.client is None:
        sys.stdout.write(list_as_json(RECIPES) if as_json else list_as_text(RECIPES))
        return DONE
    recipe = _require_recipe(options.client)
    # Imported here because boto3 is slow to import and only needed for a token.
    from dsql_tui.aws.errors import AwsError

    try:
        token = _sign_token(recipe, context) if options.with_token else None
    except AwsError as error:
        return say(f"No token could be signed. {error}", NOT_CONNECTED)
    rendered = render(recipe, context, token)
    if options.save:
        return _save(rendered, options.save)
    sys.stdout.write(to_json(rendered) if as_json else to_markdown(rendered))
    return DONE


def build_parser() -> Parser:
    """Return the parser of the command."""
    parser = make_parser("recipe", _DESCRIPTION)
    parser.add_argument("client", nargs="?", metavar="CLIENT")
    add_access(parser)
    parser.add_argument("--schema", metavar="S", help="the first schema of the search path")
    parser.add_argument(
        "--libpq", type=int, metavar="N", help="the client's libpq version; default: that of psql"
    )
    parser.add_argument(
        "--signer",
        choices=SIGNERS,
        help="the command that signs tokens; default: aws if it is version 2, else dsql-tui",
    )
    parser.add_argument(
        "--grant-to", metavar="ARN", help="the IAM identity that may connect as the custom role"
    )
    parser.add_argument("--with-token", action="store_true", help="sign a token and include it")
    parser.add_argument("--save", type=Path, metavar="DIR", help="save the files in this folder")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    return parser


def _build_context(options: argparse.Namespace) -> RecipeContext:
    if options.libpq is not None and options.libpq < SERVER_NAME:
        raise UsageError(
            f"libpq {options.libpq} cannot connect: use version {SERVER_NAME} or later"
        )
    profile = resolve_profile(options)
    try:
        return RecipeContext(
            profile.endpoint,
            profile.role,
            profile.aws_profile,
            options.schema or next(iter(profile.search_path), None),
            profile.route,
            options.libpq or find_libpq_version(),
            options.signer or find_signer(),
            options.grant_to,
        )
    except ValueError as error:
        raise UsageError(str(error)) from None


def _require_recipe(name: str) -> Recipe:
    if recipe := find_recipe(name):
        return recipe
    similar = ", ".join(recipe.name for recipe in search_recipes(name)[:6])
    hint = f"Did you mean: {similar}?" if similar else "To list the recipes, leave out CLIENT."
    raise UsageError(f"There is no recipe “{name}”. {hint}")


def _sign_token(recipe: Recipe, context: RecipeContext) -> Token:
    # Imported here because boto3 is slow to import and only needed for a token.
    from dsql_tui.aws.identity import Identity
    from dsql_tui.aws.tokens import sign

    if not takes_token(recipe):
        raise UsageError(f"The recipe “{recipe.name}” signs its own tokens: remove --with-token")
    expires_in = context.route.expires_in
    token = sign(Identity(context.profile), context.endpoint, context.role, expires_in)
    say(f"The recipe contains a token that is valid for {token.expires_in} seconds.", DONE)
    return token


def _save(rendered: RenderedRecipe, folder: Path) -> int:
    try:
        paths = write_new_files(folder, rendered.texts)
    except OSError as error:
        return say(f"Nothing was saved. {error.strerror}: {error.filename}", USAGE)
    for path in paths:
        print(path)  # noqa: T201
    return DONE

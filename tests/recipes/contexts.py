"""Contexts that the tests render every recipe for."""

from __future__ import annotations

from dsql_tui.dsql.endpoint import public_endpoint
from dsql_tui.dsql.route import Route
from dsql_tui.recipes.context import RecipeContext

ENDPOINT = public_endpoint("abcdefghijklmnopqrstuvwxyz", "eu-west-1")
ADMIN_CONTEXT = RecipeContext(ENDPOINT)
CUSTOM_CONTEXT = RecipeContext(ENDPOINT, "app", "work", schema="shop")
AWKWARD_CONTEXT = RecipeContext(
    ENDPOINT, """o'mal "x" $(id) `id` #{1} \\""", "p $(id) 'q'", schema="my schema"
)
CONTEXTS = {
    "admin": ADMIN_CONTEXT,
    "custom": CUSTOM_CONTEXT,
    "libpq 16": RecipeContext(ENDPOINT, libpq=16),
    "libpq 15": RecipeContext(ENDPOINT, "app", libpq=15, signer="dsql-tui"),
    "tunnel": RecipeContext(ENDPOINT, route=Route("127.0.0.1", 15432, sslrootcert="/tmp/ca.pem")),
    "privatelink": RecipeContext(
        ENDPOINT._replace(via="vpce-1.dsql-fnh4.eu-west-1.vpce.amazonaws.com")
    ),
    "awkward": AWKWARD_CONTEXT,
}

HOSTILE_NAMES = (
    "o'mal",
    'say "hi"',
    "a b",
    "$(pwned)",
    "`pwned`",
    "a;pwned;",
    "a && pwned",
    "a|pwned",
    "a>pwned",
    "' ; pwned ; '",
    '" ; pwned ; "',
    "\\",
    "a\\",
    "\\' ; pwned",
    '\\" + pwned() + "',
    "\\u0022 + pwned() + \\u0022",
    "#{pwned}",
    "${pwned}",
    "$pwned",
    "<%= pwned %>",
    "%s %n {0}",
    "*/ pwned(); /*",
    "-- pwned",
    "--pwned",
    "-p",
    "--><pwned/>",
    "]]><pwned/>",
    '"/><pwned/>',
    "&pwned;",
    "a;sslmode=disable",
    "a sslmode=disable",
    "a' sslmode='disable",
    "a&sslmode=disable",
    "a|prop.sslmode=disable",
    "a@pwned.example/b?c#d",
    "a%27",
    "```",
    "'''",
    '"""',
    "$user",
    "user",
    "select",
    "~",
    "!pwned",
    "*",
    "«role»",
    "é😀",
    "PWNED",
)
"""Names that end a literal, begin code or change a connection, in one language or another."""


def build_hostile_context(name: str, libpq: int = 17, signer: str = "aws") -> RecipeContext:
    """Return a context with a name everywhere that users or servers choose one."""
    route = Route("127.0.0.1", 15432, sslrootcert=f"/tmp/{name}.pem")
    principal = f"arn:aws:iam::111122223333:role/{name}"
    return RecipeContext(ENDPOINT, name, name, name, route, libpq, signer, principal)

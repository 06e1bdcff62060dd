"""What is wrong with a rendered recipe. Nothing should be, for any recipe and any place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from dsql_tui.dsql.parameters import ACCEPTED, CLUSTER
from dsql_tui.dsql.role import ADMIN, action_for
from dsql_tui.recipes.place import DIRECT, SYSTEM
from dsql_tui.recipes.render import Rendered

_TOKEN = re.compile(r"X-Amz-(?:Signature|Credential|Algorithm)", re.IGNORECASE)
_TOKEN_IN_URL = re.compile(r"\w://[^\s\"']*[?&]X-Amz-", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"[«»]")
_SETS = re.compile(
    r"\bSET\s+(?:SESSION\s+|LOCAL\s+)?([\w.]+)\s*(?:=|\bTO\b)|-c\s+([\w.-]+)=", re.IGNORECASE
)
_REFUSED = re.compile(
    r"\b(statement_timeout|lock_timeout|idle_in_transaction_session_timeout|client_min_messages|"
    r"work_mem|tcp_keepalives\w*|default_transaction_\w+)['\"]?\s*[:=]\s*['\"\w]"
)
_UNVERIFIED = re.compile(
    r"rejectUnauthorized:\s*false|ssl_?mode['\"]?\s*[=:]\s*['\"]?(?:disable|allow|prefer|require|"
    r"verify-ca)\b|InsecureSkipVerify",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"db_?-?connect_?-?(admin)?_?-?auth_?-?token", re.IGNORECASE)


def problems(rendered: Rendered) -> list[str]:
    """A sentence for each thing that would not work, or not be safe."""
    text = "\n".join(part.text for part in rendered.parts)
    return [sentence for rule in _RULES for sentence in rule(rendered, text)]


def _no_secret(rendered: Rendered, text: str) -> Iterator[str]:
    if _TOKEN_IN_URL.search(text):
        yield "A token stands in a URL as it is."
    if _TOKEN.search(text) and not rendered.secret:
        yield "A token stands in it, and none was asked for."


def _filled(rendered: Rendered, text: str) -> Iterator[str]:
    if _PLACEHOLDER.search(text):
        yield "A field was not filled in."
    if not any(part.text for part in rendered.parts):
        yield "There is nothing in it."


def _roots(rendered: Rendered, text: str) -> Iterator[str]:
    recipe, libpq = rendered.recipe, rendered.place.libpq
    system = re.search(r"sslrootcert['\"]?\s*[=:]\s*['\"]?system\b", text, re.IGNORECASE)
    if system and recipe.trust != "libpq":
        yield "It names the root certificates “system”, which its client takes for a file."
    if system and libpq < SYSTEM:
        yield f"It names the root certificates “system”, which libpq {libpq} does not know."
    if recipe.trust == "libpq" and libpq < DIRECT and re.search("sslnegotiation", text, re.I):
        yield f"It asks for direct TLS, which libpq {libpq} does not know."


def _verified(rendered: Rendered, text: str) -> Iterator[str]:
    private = rendered.place.endpoint.via and rendered.recipe.private
    if not private and (found := _UNVERIFIED.search(text)):
        yield f"It does not verify the server's certificate: {found[0]}."


def _settings(rendered: Rendered, text: str) -> Iterator[str]:
    names = {(first or second).lower() for first, second in _SETS.findall(text)}
    names |= {found.lower() for found in _REFUSED.findall(text)}
    for name in sorted(names - ACCEPTED - {CLUSTER}):
        yield f"It sets {name}, which Aurora DSQL refuses."


def _lifetime(rendered: Rendered, text: str) -> Iterator[str]:
    wanted = rendered.recipe.lifetime
    if wanted and wanted not in text:
        yield f"Its pool keeps connections for longer than their hour: no {wanted}."


def _action(rendered: Rendered, text: str) -> Iterator[str]:
    role = rendered.place.role
    signed = {bool(found) for found in _SIGNS.findall(text)}
    if signed - {role == ADMIN}:
        yield f"It signs for the wrong action: role {role} takes {action_for(role)}."


def _search_path(rendered: Rendered, text: str) -> Iterator[str]:
    schema = rendered.place.search_path or ""
    # Word by word, since what is between them may be quoted in any way.
    missing = any(word not in text for word in re.findall(r"\w+", schema))
    if missing and rendered.recipe.searches:
        yield f"It does not look in the schema {schema}."


_RULES: tuple[Callable[[Rendered, str], Iterator[str]], ...] = (
    _no_secret,
    _filled,
    _roots,
    _verified,
    _settings,
    _lifetime,
    _action,
    _search_path,
)

"""Find problems in a rendered recipe. The tests expect none for any recipe and context."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from dsql_tui.dsql.parameters import ACCEPTED, CLUSTER_ID_PARAMETER
from dsql_tui.dsql.role import ADMIN, get_action
from dsql_tui.recipes.context import DIRECT_TLS, SYSTEM_ROOTS
from dsql_tui.recipes.render import RenderedRecipe

_TOKEN = re.compile(r"X-Amz-(?:Signature|Credential|Algorithm)", re.IGNORECASE)
_TOKEN_IN_URL = re.compile(r"\w://[^\s\"']*[?&]X-Amz-", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"[«»]")
_SET_PARAMETER = re.compile(
    r"\bSET\s+(?:SESSION\s+|LOCAL\s+)?([\w.]+)\s*(?:=|\bTO\b)|-c\s+([\w.-]+)=", re.IGNORECASE
)
_REJECTED_PARAMETER = re.compile(
    r"\b(statement_timeout|lock_timeout|idle_in_transaction_session_timeout|client_min_messages|"
    r"work_mem|tcp_keepalives\w*|default_transaction_\w+)['\"]?\s*[:=]\s*['\"\w]"
)
_UNVERIFIED = re.compile(
    r"rejectUnauthorized:\s*false|ssl_?mode['\"]?\s*[=:]\s*['\"]?(?:disable|allow|prefer|require|"
    r"verify-ca)\b|InsecureSkipVerify",
    re.IGNORECASE,
)
_SYSTEM_ROOTS = re.compile(r"sslrootcert['\"]?\s*[=:]\s*['\"]?system\b", re.IGNORECASE)
_SIGNING = re.compile(r"db_?-?connect_?-?(admin)?_?-?auth_?-?token", re.IGNORECASE)


def find_problems(rendered: RenderedRecipe) -> list[str]:
    """Return a sentence for each thing that does not work or is not safe."""
    text = "\n".join(part.text for part in rendered.parts)
    return [sentence for rule in _RULES for sentence in rule(rendered, text)]


def _check_secrets(rendered: RenderedRecipe, text: str) -> Iterator[str]:
    if _TOKEN_IN_URL.search(text):
        yield "A token in a URL is not percent-encoded."
    if _TOKEN.search(text) and not rendered.has_token:
        yield "It contains a token that was not requested."


def _check_placeholders(rendered: RenderedRecipe, text: str) -> Iterator[str]:
    if _PLACEHOLDER.search(text):
        yield "A placeholder is not filled in."
    if not any(part.text for part in rendered.parts):
        yield "The recipe is empty."


def _check_libpq(rendered: RenderedRecipe, text: str) -> Iterator[str]:
    trust, libpq = rendered.recipe.trust, rendered.context.libpq
    system = _SYSTEM_ROOTS.search(text)
    if system and trust != "libpq":
        yield "Its client reads the root certificates “system” as a file name."
    if system and libpq < SYSTEM_ROOTS:
        yield f"libpq {libpq} does not know the root certificates “system”."
    if trust == "libpq" and libpq < DIRECT_TLS and re.search("sslnegotiation", text, re.I):
        yield f"libpq {libpq} does not know direct TLS."


def _check_verification(rendered: RenderedRecipe, text: str) -> Iterator[str]:
    private = rendered.context.endpoint.via and rendered.recipe.supports_privatelink
    if not private and (match := _UNVERIFIED.search(text)):
        yield f"It does not verify the server's certificate: {match[0]}."


def _check_parameters(rendered: RenderedRecipe, text: str) -> Iterator[str]:
    names = {(first or second).lower() for first, second in _SET_PARAMETER.findall(text)}
    names |= {name.lower() for name in _REJECTED_PARAMETER.findall(text)}
    for name in sorted(names - ACCEPTED - {CLUSTER_ID_PARAMETER}):
        yield f"It sets {name}, which Aurora DSQL rejects."


def _check_lifetime(rendered: RenderedRecipe, text: str) -> Iterator[str]:
    setting = rendered.recipe.lifetime_setting
    if setting and setting not in text:
        yield f"Its pool keeps connections for longer than an hour: it lacks {setting}."


def _check_action(rendered: RenderedRecipe, text: str) -> Iterator[str]:
    role = rendered.context.role
    signs_for_admin = {bool(admin) for admin in _SIGNING.findall(text)}
    if signs_for_admin - {role == ADMIN}:
        yield f"It signs for the wrong action: role {role} needs {get_action(role)}."


def _check_search_path(rendered: RenderedRecipe, text: str) -> Iterator[str]:
    schema = rendered.context.search_path or ""
    # Word by word, because the characters between words may be escaped in any way.
    missing = any(word not in text for word in re.findall(r"\w+", schema))
    if missing and rendered.recipe.sets_search_path:
        yield f"It does not use the schema {schema}."


_RULES: tuple[Callable[[RenderedRecipe, str], Iterator[str]], ...] = (
    _check_secrets,
    _check_placeholders,
    _check_libpq,
    _check_verification,
    _check_parameters,
    _check_lifetime,
    _check_action,
    _check_search_path,
)

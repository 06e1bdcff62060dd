"""URLs that name a cluster: connection URIs, and pages of the AWS console."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from dsql_tui.dsql.endpoint import PORT, is_region, parse_host, public_endpoint

_SCHEMES = ("postgres", "postgresql")
_JDBC = re.compile(r"jdbc:(?:aws-dsql:)?", re.I)
_CONSOLE = re.compile(r"(?:([a-z0-9-]+)\.)?console\.(?:aws\.amazon|amazonaws)\.(?:com|cn)")
_IDENTIFIER = re.compile(r"(?<![a-z0-9])[a-z0-9]{26}(?![a-z0-9])")
_REGION = re.compile(r"[?&#]region=([a-z0-9-]+)")


_REJECTED = (
    "This URL does not name a cluster. Use postgresql://ROLE@ENDPOINT/postgres with port 5432, or "
    "the address of a cluster's page in the AWS console."
)


class TypedTarget(NamedTuple):
    """A target without what only a URL has."""

    target: str
    role: str | None = None
    """The database role; `None` if the text names none."""


def is_url(text: str) -> bool:
    """Return true if a target is written as a URL."""
    return "://" in text


def read_target(text: str) -> TypedTarget:
    """Return the target that a text names; only a URL is changed.

    A URL is a URI such as `postgresql://admin@HOST:5432/postgres`, also after `jdbc:`, or the
    address of the page of one cluster in the AWS console. Its password is left out: every session
    has a new token.

    Raises:
        ValueError: A URL names no cluster. The message does not have the URL, for its password.
    """
    if not is_url(text):
        return TypedTarget(text)
    if (found := _parse_url(text)) is None:
        raise ValueError(_REJECTED)
    return found


def _parse_url(text: str) -> TypedTarget | None:
    try:
        url = urlsplit(_JDBC.sub("", text.strip(), count=1))
        host, port = url.hostname or "", url.port
    except ValueError:
        return None
    if url.scheme in _SCHEMES and parse_host(host) and port in (None, PORT):
        return TypedTarget(host, unquote(url.username) if url.username else None)
    if url.scheme == "https" and (console := _CONSOLE.fullmatch(host)):
        return _parse_console_page(text, console[1])
    return TypedTarget(host) if url.scheme == "https" and parse_host(host) else None


def _parse_console_page(text: str, region: str | None) -> TypedTarget | None:
    """Return the cluster of a page; the path of the page is not documented, so any is accepted."""
    found = set(_IDENTIFIER.findall(text))
    named = _REGION.search(text)
    region = named[1] if named else region
    if "/dsql/" not in text or len(found) != 1 or not region:
        return None
    return TypedTarget(public_endpoint(found.pop(), region).host) if is_region(region) else None

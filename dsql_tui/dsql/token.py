"""Tokens and their lifetime."""

from __future__ import annotations

from dataclasses import dataclass, field

from dsql_tui.dsql import limits


@dataclass(frozen=True, slots=True)
class Token:
    """The signed text that is sent as the password; a session outlives its token."""

    text: str = field(repr=False)
    expires_in: int
    """Its lifetime in seconds, from the signing."""


def check_lifetime(seconds: int) -> int:
    """Return `seconds` if a token may have this lifetime.

    The AWS SDKs sign any lifetime; only the server refuses it.

    Raises:
        ValueError: The message is a sentence for the user.
    """
    if not limits.TOKEN_MIN_SECONDS <= seconds <= limits.TOKEN_MAX_SECONDS:
        raise ValueError(
            f"A token can last from {limits.TOKEN_MIN_SECONDS} to {limits.TOKEN_MAX_SECONDS} "
            f"seconds (a week), not {seconds}."
        )
    return seconds

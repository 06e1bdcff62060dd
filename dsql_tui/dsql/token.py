"""A token: what it is good for, and for how long."""

from __future__ import annotations

from dataclasses import dataclass, field

from dsql_tui.dsql import limits


@dataclass(frozen=True, slots=True)
class Token:
    """The signed text that stands for a password; a session that it opened outlives it."""

    text: str = field(repr=False)
    expires_in: int
    """Seconds from its signing."""


def checked_lifetime(seconds: int) -> int:
    """`seconds`, if a token may be signed for so long.

    The signers of the AWS SDKs take anything; the server refuses it much later.

    Raises:
        ValueError: with a sentence for the user.
    """
    if not limits.TOKEN_MIN <= seconds <= limits.TOKEN_MAX:
        raise ValueError(
            f"A token can last from {limits.TOKEN_MIN} to {limits.TOKEN_MAX} seconds (a week), "
            f"not {seconds}."
        )
    return seconds

"""How a call of AWS's API fails."""

from __future__ import annotations


class Fault(Exception):
    """A call fails; the name is the one that boto3 shows as the error's code."""

    def __init__(self, status: int, name: str, text: str, **details: object) -> None:
        super().__init__(text)
        self.status = status
        self.name = name
        self.details = details
        """The error's other members; `retryAfterSeconds` travels as a header."""

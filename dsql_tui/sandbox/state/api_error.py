"""The error of a call of AWS's API."""

from __future__ import annotations


class ApiError(Exception):
    """An error; the name is the code that boto3 shows."""

    def __init__(self, status: int, name: str, text: str, **details: object) -> None:
        super().__init__(text)
        self.status = status
        self.name = name
        self.details = details
        """The error's other members; `retryAfterSeconds` travels as a header."""

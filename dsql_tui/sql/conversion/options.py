"""The choices of the user about rewrites."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Options(NamedTuple):
    """The choices of the user about rewrites."""

    serial: Literal["identity", "uuid"] = "identity"
    """The replacement of serial and identity columns."""

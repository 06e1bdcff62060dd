"""Faults of a sandbox, for as long as a block of a test lasts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import Request, urlopen

from dsql_tui.sandbox.ready import Ready


@contextmanager
def armed(ready: Ready, **faults: Any) -> Iterator[None]:
    """Arm what `docs/sandbox.md` names, and disarm everything afterwards."""
    arm(ready, **faults)
    try:
        yield
    finally:
        disarm(ready)


def arm(ready: Ready, **faults: Any) -> None:
    """The same, until it is taken or disarmed."""
    urlopen(Request(_switches(ready), json.dumps(faults).encode())).close()


def disarm(ready: Ready) -> None:
    """Nothing goes wrong any more."""
    urlopen(Request(_switches(ready), method="DELETE")).close()


def _switches(ready: Ready) -> str:
    return f"{ready.env['AWS_ENDPOINT_URL_DSQL']}/sandbox"

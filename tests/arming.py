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
    switches = f"{ready.env['AWS_ENDPOINT_URL_DSQL']}/sandbox"
    urlopen(Request(switches, json.dumps(faults).encode())).close()
    try:
        yield
    finally:
        urlopen(Request(switches, method="DELETE")).close()

"""What goes wrong, and how it is armed."""

from __future__ import annotations

import json
import random
from typing import Any
from urllib.request import Request, urlopen

from benchmarks.claims.proxy import Loss, Proxy
from dsql_tui.sandbox.ready import Ready

Fault = dict[str, Any]

AT_START: tuple[Fault, ...] = (
    {},
    {},
    {},
    {},
    {"commit": "before"},
    {"commit": "after"},
    {"commit": ["after", "after"]},
    {"conflict": "OC000"},
    {"conflict": ["OC000", "OC001", "OC000"]},
    {"ignore_cancel": True},
    {"delay": 0.2},
    {"delay": 0.8},
    {"delay": 0.8, "ignore_cancel": True},
    {"ignore_cancel": True, "delay": 0.2},
    {"commit": "after", "delay": 0.1},
    {"refuse": {"error": "too_fast", "times": 1}},
)
"""What goes wrong from the start of a command or run."""

MIDWAY: tuple[Fault | None, ...] = (
    *(None,) * 6,
    {"drop": "all"},
    {"network": 0.3},
    {"restart": 0.2},
)
"""What goes wrong while it runs."""

LOSSES: tuple[Loss | None, ...] = (
    *(None,) * 12,
    Loss("request"),
    Loss("request", 2.0),
    Loss("answer"),
    Loss("answer", 1.0),
    Loss("answer", 4.0),
    Loss("half"),
    Loss("ready"),
    Loss("ready", 2.0),
    Loss("nothing", 1.5),
)
"""What the proxy loses."""


class Faults:
    """The faults of a sandbox and its proxy, armed at random."""

    def __init__(self, ready: Ready, proxy: Proxy, dice: random.Random) -> None:
        self._url = f"{ready.env['AWS_ENDPOINT_URL_DSQL']}/sandbox"
        self._proxy = proxy
        self._dice = dice

    def arm_any(self) -> str:
        """Arm a fault of the sandbox or a loss of the proxy; return what it is."""
        self.disarm()
        loss = self._dice.choice(LOSSES)
        fault = self._dice.choice(AT_START) if loss is None else {}
        self._proxy.loss = loss
        if fault:
            self.arm(fault)
        return str(loss or fault)

    def choose_midway(self) -> Fault | None:
        """Return what goes wrong later, if anything."""
        return self._dice.choice(MIDWAY)

    def arm(self, fault: Fault) -> None:
        """Arm a fault of the sandbox."""
        urlopen(Request(self._url, json.dumps(fault).encode())).close()

    def disarm(self) -> None:
        """Disarm everything."""
        self._proxy.loss = None
        urlopen(Request(self._url, method="DELETE")).close()
        self.arm({"delay": 0, "ignore_cancel": False})

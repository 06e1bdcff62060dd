"""Random input for the picker and the workbench: `python -m tests.ui.random_keys --events 20000`.

The input is bytes, as a terminal sends them: keys, words, escape sequences, clicks, pastes, and
bytes that mean nothing. A seed gives the same bytes again; what they do also depends on timing.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace

from textual import events
from textual.geometry import Size
from textual.pilot import Pilot

from dsql_tui.sandbox.process import SandboxProcess
from dsql_tui.ui.app import DsqlTui
from dsql_tui.ui.picker.picker import Picker
from dsql_tui.ui.start import Start
from dsql_tui.ui.terminal.paste_parser import PasteParser
from dsql_tui.ui.workbench.workbench import Workbench
from tests.access import build_profile
from tests.ui.driving import wait_until

SIZES = ((120, 40), (80, 24), (60, 20), (39, 12), (20, 5))
CONTROL = [bytes([number]) for number in range(32) if number not in (0x11,)]
"""Every control character but Ctrl+Q, which quits."""
FUNCTION_KEYS = [
    *(f"\x1bO{letter}".encode() for letter in "PQRS"),
    *(f"\x1b[{number}~".encode() for number in (1, 2, 3, 4, 5, 6, 15, 17, 18, 19, 20, 21, 23, 24)),
    *(f"\x1b[{prefix}{letter}".encode() for prefix in ("", "1;2", "1;5") for letter in "ABCDFHZ"),
]
WORDS = (
    "select",
    "select 1",
    "select * from shop.orders",
    "begin",
    "commit",
    "rollback",
    "select :name, '日本', e'\\x1b[31m'",
    "insert into shop.orders default values",
    "\\x",
    "\\d",
    "\\i nowhere.sql",
    "shop",
    "admin",
    "us-east-1",
    "1:2",
    "result.csv",
)
MENU = b"\x0f"
ENDS = (b"\n", b"\r", b"\x1b", b";\n")


def _word(rng: random.Random) -> bytes:
    return rng.choice(WORDS).encode() + rng.choice((b"", b" ", *ENDS))


def _menu(rng: random.Random) -> bytes:
    return MENU + bytes([rng.randint(33, 126)])


def _mouse(rng: random.Random) -> bytes:
    button = rng.choice((0, 0, 0, 1, 2, 4, 32, 35, 64, 65))
    at = f"{button};{rng.randint(1, 125)};{rng.randint(1, 45)}"
    return f"\x1b[<{at}M\x1b[<{at}m".encode()


def _paste(rng: random.Random) -> bytes:
    return b"\x1b[200~" + rng.randbytes(rng.randint(0, 60)) + b"\x1b[201~"


def _sequence(rng: random.Random) -> bytes:
    body = "".join(rng.choices("0123456789;:?<", k=rng.randint(0, 9)))
    return f"\x1b{rng.choice('[O]')}{body}{rng.choice('uMmRtAZ~a')}".encode()


KINDS: Sequence[tuple[int, Callable[[random.Random], bytes]]] = (
    (30, lambda rng: bytes([rng.randint(32, 126)])),
    (15, lambda rng: rng.choice(CONTROL)),
    (15, lambda rng: rng.choice(FUNCTION_KEYS)),
    (12, lambda rng: b"\x1b"),
    (8, _word),
    (8, _menu),
    (5, _mouse),
    (4, _sequence),
    (2, _paste),
    (2, lambda rng: rng.randbytes(rng.randint(1, 4))),
    (1, lambda rng: "é日😀\u202e\x9b".encode()),
)
"""Kinds of input, by how often they come."""


class RandomInput:
    """Sends random input to an app, and starts another one when it is left."""

    def __init__(self, start: Start, seed: int, at_workbench: bool) -> None:
        self.start = start
        self.seed = seed
        self.at_workbench = at_workbench
        self.rng = random.Random(seed)
        self.sent: deque[bytes] = deque(maxlen=60)
        """The last input."""
        self.left = 0
        """How many pieces of input are still to be sent."""

    async def run(self, count: int) -> None:
        """Send so many pieces of input.

        Raises:
            AssertionError: The app failed; the seed and the last input are in the text.
        """
        self.left = count
        try:
            while self.left > 0:
                await self._run_app()
        except Exception as error:
            last = b" ".join(self.sent)
            raise AssertionError(
                f"seed {self.seed}, {count - self.left} sent, the last ones: {last!r}"
            ) from error

    async def _run_app(self) -> None:
        app = DsqlTui(self.start)
        async with app.run_test(size=self.rng.choice(SIZES[:3])) as pilot:
            await wait_until(pilot, lambda: self._is_ready(app), 60)
            await self._send(pilot)
            app.exit()  # what is still waiting is discarded

    def _is_ready(self, app: DsqlTui) -> bool:
        kind = Workbench if self.at_workbench else Picker
        picker = app.screen_stack[0]
        return (
            isinstance(app.screen, kind)
            and isinstance(picker, Picker)
            and picker.identity is not None
        )

    async def _send(self, pilot: Pilot[None]) -> None:
        app, parser = pilot.app, PasteParser()
        while self.left > 0 and not app._exit:
            for _ in range(self.rng.randint(1, 12)):
                self._send_one(app, parser)
            for message in parser.tick():
                app.post_message(message)
            if self.rng.random() < 0.02:
                size = Size(*self.rng.choice(SIZES))
                app.post_message(events.Resize(size, size))
            await pilot.pause(0)

    def _send_one(self, app: object, parser: PasteParser) -> None:
        weights, kinds = zip(*KINDS, strict=True)
        data = self.rng.choices(kinds, weights)[0](self.rng)
        self.sent.append(data)
        self.left -= 1
        for message in parser.feed(data.decode("utf-8", "replace")):
            app.post_message(message)  # type: ignore[attr-defined]


def main() -> int:
    """Send random input until an app fails, or to the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--place", choices=("picker", "workbench"), help="only one of the two")
    given = parser.parse_args()
    with SandboxProcess() as process, tempfile.TemporaryDirectory() as folder:
        ready = process.ready
        os.environ.update(ready.env)
        os.environ.update(
            {f"XDG_{kind}_HOME": folder for kind in ("CONFIG", "DATA", "STATE", "CACHE")}
        )
        os.chdir(folder)
        connection = build_profile(ready)
        for at_workbench in (False, True):
            if at_workbench:
                connection = replace(connection, target=ready.clusters[0].endpoint)
            start = Start(connection, ("us-east-1", "us-east-2"))
            place = "workbench" if at_workbench else "picker"
            if given.place not in (None, place):
                continue
            sys.stdout.write(f"{given.events // 2:,} events at the {place}, seed {given.seed}\n")
            sys.stdout.flush()
            random_input = RandomInput(start, given.seed, at_workbench)
            asyncio.run(random_input.run(given.events // 2))
    return 0


if __name__ == "__main__":
    sys.exit(main())

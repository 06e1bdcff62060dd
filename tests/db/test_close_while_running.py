"""A session that is closed by one thread while another one uses it ends; it does not crash."""

from __future__ import annotations

import subprocess
import sys

import pytest

from dsql_tui.sandbox.ready import Ready, to_line

USES = {
    "rows": "for _ in session.run('select generate_series(1, 99999999)'): started.set()",
    "a wait": "started.set(); list(session.run('select pg_sleep(60)'))",
    "COPY": "for _ in session.run('copy (select generate_series(1, 9999999)) to stdout'): "
    "started.set()",
    "a closed run": "rows = session.run('select generate_series(1, 99999999)'); "
    "next(rows); next(rows); started.set(); rows.close()",
    "pings": "started.set()\n    while session.ping(5): pass",
    "last words": "started.set()\n    while not session.lost: session.read_last_words()",
}
CLOSE = """
import sys, threading, time
from dsql_tui.sandbox.ready import from_line
from tests.access import build_access

access = build_access(from_line(sys.argv[1]))

def use(session, started):
    {use}

for turn in range(15):
    session, started = access.open(), threading.Event()
    thread = threading.Thread(target=use, args=(session, started))
    thread.start()
    assert started.wait(20)
    time.sleep(turn / 1000)
    session.close()
    assert session.lost
    thread.join(20)
    assert not thread.is_alive()
"""


@pytest.mark.parametrize("use", USES)
def test_closing_a_session_in_use_ends_the_use(aws: Ready, use: str) -> None:
    script = CLOSE.replace("{use}", USES[use])
    command = [sys.executable, "-X", "faulthandler", "-c", script, to_line(aws)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert (done.returncode, done.stderr) == (0, "")

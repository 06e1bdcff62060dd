"""A crash ends in a sentence and a report, which holds no value."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.terminal import Terminal

SIGNED = "X-Amz-Signature=0123456789abcdef"
PROGRAM = f"""
from dsql_tui import __main__
from dsql_tui.ui.app import DsqlTui

def broken(self):
    token = "a-secret-value"
    try:
        {{}}[token]
    except KeyError:
        raise RuntimeError("at host/?Action=DbConnect&{SIGNED}")

DsqlTui.action_help = broken
__main__.main()
"""


def test_a_crash_ends_in_a_sentence_and_a_report(tmp_path: Path) -> None:
    here = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    with Terminal([sys.executable, "-c", PROGRAM], columns=160, environment=here) as terminal:
        terminal.wait("Cluster")
        terminal.press("\x1bOP")
        assert terminal.finish() == 70
    told = terminal.drawn.decode().rpartition("\x1b[?1049l")[2]
    (path,) = (tmp_path / "dsql-tui").glob("crash-*.txt")
    assert "dsql-tui crashed" in told
    assert path.name in told.replace("\r\n", "")
    text = path.read_text()
    assert text.rstrip().endswith("RuntimeError")
    assert "in broken" in text
    assert "KeyError" in text
    assert "a-secret-value" not in terminal.drawn.decode() + text.replace(PROGRAM, "")
    assert "0123456789abcdef" not in terminal.drawn.decode() + text

"""Runs keys in the real vim, and returns its state after each command."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from dsql_tui.vim.parser import split_keys

REGISTERS = "abc0123456789-"
MARKS = "abc'"
_SCRIPT = r"""
set encoding=utf-8 tabstop=4 shiftwidth=4 expandtab backspace=indent,eol,start
set nojoinspaces noswapfile report=9999 shortmess+=sIW nomore
func Snapshot()
  let s = {'lines': getline(1, '$'), 'cursor': [line('.') - 1, charcol('.') - 1], 'mode': mode()}
  let s.anchor = mode() =~? 'v' ? [line('v') - 1, charcol('v') - 1] : []
  let s.registers = {}
  for r in split(s:registers, '\zs') + ['"', '/']
    let s.registers[r] = [getregtype(r), join(getreg(r, 1, 1), "\n")]
  endfor
  let s.marks = {}
  for m in split(s:marks, '\zs')
    let p = getcharpos("'" .. m)
    let s.marks[m] = p[1] == 0 ? [] : [p[1] - 1, p[2] - 1]
  endfor
  return s
endfunc
func RunCase(case)
  enew!
  setlocal undolevels=-1
  call setline(1, a:case.lines)
  setlocal undolevels=1000
  normal! m'
  normal! yl
  for r in split(s:registers, '\zs')
    call setreg(r, 'R' .. r, 'c')
  endfor
  call setreg('/', 'none')
  call setcharsearch({'char': "\x01", 'forward': 1, 'until': 0})
  call setcursorcharpos(a:case.cursor[0] + 1, a:case.cursor[1] + 1)
  let states = []
  for keys in a:case.keys
    silent! call feedkeys(eval('"' .. keys .. '"'), 'xt')
    call add(states, Snapshot())
  endfor
  if mode() !=# 'n'
    silent! call feedkeys("\<Esc>", 'xt')
  endif
  bwipeout!
  return states
endfunc
let s:registers = 'REGISTERS'
let s:marks = "MARKS"
let s:answers = []
for s:case in json_decode(join(readfile('cases.json'), ''))
  call add(s:answers, RunCase(s:case))
endfor
call writefile([json_encode(s:answers)], 'answers.json')
qall!
"""


@dataclass(frozen=True)
class Case:
    """A text, a cursor and commands."""

    lines: Sequence[str]
    cursor: tuple[int, int]
    commands: Sequence[str]
    """Whole commands, with names such as `<Esc>`."""


def find_vim() -> str | None:
    """Return the path of vim, if it is installed."""
    return shutil.which("vim")


def run_cases(cases: Sequence[Case]) -> list[list[dict[str, Any]]]:
    """Return the states of vim after each command of each case."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wanted = [{**asdict(case), "keys": [*map(_quote, case.commands)]} for case in cases]
        (folder / "cases.json").write_text(json.dumps(wanted, ensure_ascii=False))
        script = _SCRIPT.replace("REGISTERS", REGISTERS).replace("MARKS", MARKS)
        (folder / "script.vim").write_text(script)
        done = subprocess.run(
            [
                find_vim() or "vim",
                "-u",
                "NONE",
                "-i",
                "NONE",
                "-N",
                "-n",
                "--not-a-term",
                "-T",
                "dumb",
                "-S",
                "script.vim",
            ],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=300,
            check=False,
            env={"HOME": name, "LANG": "C.UTF-8", "LINES": "24", "COLUMNS": "80"},
        )
        answers = folder / "answers.json"
        if not answers.exists():
            raise RuntimeError(f"vim failed: {done.stdout[-2000:]!r} {done.stderr[-500:]!r}")
        found: list[list[dict[str, Any]]] = json.loads(answers.read_text())
        return found


def _quote(keys: str) -> str:
    """Return keys as the inside of a string of vim."""
    return "".join(f"\\{key}" if len(key) > 1 or key in '\\"' else key for key in split_keys(keys))

"""The vim mode: takes keys, and changes a buffer and a state."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dsql_tui.vim import visual
from dsql_tui.vim.cells import Ruler
from dsql_tui.vim.commands import ALIASES, HANDLERS, REPEATABLE, limit_join, move_left_after_insert
from dsql_tui.vim.ex import run_line
from dsql_tui.vim.insert import (
    Insertion,
    Typed,
    describe_insertion,
    open_line,
    repeat_insertion,
    type_key,
)
from dsql_tui.vim.macros import Macros
from dsql_tui.vim.motion import Call
from dsql_tui.vim.operators import apply_operator, change, make_range
from dsql_tui.vim.parser import Command, Parser
from dsql_tui.vim.registers import Registers, is_register
from dsql_tui.vim.state import State
from dsql_tui.vim.tables import MOTIONS
from dsql_tui.vim.targets import find_target, move
from dsql_tui.vim.text import Buffer
from dsql_tui.vim.values import Mode
from dsql_tui.vim.visual_commands import run_in_visual

_ARROWS = {"<Left>": "h", "<Right>": "l", "<Up>": "k", "<Down>": "j", "<Home>": "0", "<End>": "$"}
"""The keys that move as these motions do."""
_SAME = {**_ARROWS, "<Space>": " ", "<C-h>": "<BS>", "<Del>": "x"}
"""Keys that mean the same as others in normal mode."""


@dataclass(frozen=True)
class Change:
    """The last change, for `.`."""

    command: Command
    typed: Typed | None = None
    extent: visual.Extent | None = None


class Engine:
    """A vim mode for one buffer."""

    def __init__(
        self, buffer: Buffer, ruler: Ruler | None = None, registers: Registers | None = None
    ) -> None:
        self.state = State(buffer, ruler or Ruler(4), registers or Registers())
        self.parser = Parser()
        self.insertion: Insertion | None = None
        """The insertion in progress."""
        self.last_change: Change | None = None
        self.macros = Macros(self.state.registers, self.key)
        self._command: Command | None = None
        """The command that began the insertion."""
        self._extent: visual.Extent | None = None
        """The selection that it acted on."""
        self._repeating: Typed | None = None

    def key(self, key: str) -> None:
        """Handle a key: a character, or a name such as `<Esc>` or `<C-d>`."""
        self.state.failed, self.state.message = False, ""
        self.macros.note(key)
        if self.insertion is not None:
            self._insert_key(key)
            return
        if key in ("<Esc>", "<C-[>"):
            self._escape()
            return
        key = key if self.parser.in_line else _SAME.get(key, key)
        try:
            command = self.parser.feed(key, self.state.visual, bool(self.macros.recording))
        except ValueError:
            self.state.fail()
            return
        if self.parser.in_line and key == ":" and self.state.visual and not self.parser.line:
            self.parser.set_line("'<,'>")
        if command:
            self.run(command)

    def run(self, command: Command) -> None:
        """Run a whole command."""
        state = self.state
        if command.register and not is_register(command.register):
            state.fail(f"There is no register “{command.register}”.")
            return
        self._dispatch(command)
        if state.failed:
            self.macros.stop()
        if self.insertion is None:
            self._finish()

    def _finish(self) -> None:
        """End the undo step, and put the cursor on a character."""
        state = self.state
        state.close_step()
        state.marks.check_jump(state.cursor)
        if state.mode is Mode.NORMAL:
            state.move_to(state.cursor, state.wanted)

    def _dispatch(self, command: Command) -> None:
        state = self.state
        if command.name in ("q", "@"):
            self._run_macro(command)
        elif command.name == ":":
            self._run_line(command)
        elif command.name == "&":
            run_line(state, "&")
        elif command.name == ".":
            self._repeat(command)
        elif state.visual:
            self._run_visual(command)
        elif command.operator:
            self._operate(command)
        elif command.name in ALIASES:
            operator, name = ALIASES[command.name]
            name = operator if name == operator else name
            self._operate(replace(command, operator=operator, name=name))
        elif command.name in MOTIONS:
            move(state, command)
        elif command.name in HANDLERS:
            self._handle(command)
        else:
            state.fail()

    def _handle(self, command: Command) -> None:
        if command.name in ("J", "gJ"):
            command = limit_join(self.state, command)
        started = HANDLERS[command.name](self.state, command)
        if started is not None:
            self._begin(started, command)
        elif command.name in REPEATABLE and not self.state.failed:
            self.last_change = Change(command)

    def _operate(self, command: Command) -> None:
        """Apply an operator to a motion, a text object or lines."""
        state, operator = self.state, command.operator
        target = find_target(state, command)
        if target is None:
            state.failed = True
            return
        state.failed = False
        if target.jumps:
            state.marks.note_jump(state.cursor)
        span = make_range(state, target)
        state.wanted = None
        if operator == "c":
            change(state, span, command.register)
            self._begin(Insertion(state.cursor), command)
            return
        apply_operator(state, operator, span, command.register, 1)
        if operator != "y":
            self.last_change = Change(command)

    def _run_visual(self, command: Command) -> None:
        """Run a command while text is selected."""
        again = self._repeating is not None
        outcome = run_in_visual(self.state, command, again)
        if outcome is None:
            return
        if outcome.insertion is not None:
            self._extent = outcome.extent
            self._begin(outcome.insertion, command)
        elif outcome.repeats is not None:
            self.last_change = Change(outcome.repeats, extent=outcome.extent)

    def _begin(self, insertion: Insertion, command: Command) -> None:
        """Begin an insertion, or repeat one."""
        self.insertion, self._command = insertion, command
        if self.state.mode is not Mode.REPLACE:
            self.state.mode = Mode.INSERT
        self.state.wanted = None
        if self._repeating is not None:
            repeat_insertion(self.state, insertion, self._repeating)
            self.end_insertion()

    def _insert_key(self, key: str) -> None:
        insertion, state = self.insertion, self.state
        if insertion is None:
            return
        if key in ("<Esc>", "<C-[>"):
            self.end_insertion()
        elif key in _ARROWS:
            self.restart_insertion()
            self._move_inserting(_ARROWS[key])
        elif not type_key(state, insertion, key):
            state.fail()

    def _move_inserting(self, motion: str) -> None:
        target = MOTIONS[motion](Call(self.state))
        if target is not None:
            self.state.move_to(target.end, target.wanted)
        if self.insertion is not None:
            self.insertion.start = self.state.cursor

    @property
    def typed(self) -> Typed:
        """The text that the insertion in progress has typed."""
        return describe_insertion(self.state, self.insertion) if self.insertion else Typed()

    def restart_insertion(self) -> None:
        """Begin another insertion at the cursor, because it was moved; undo treats it as one."""
        state = self.state
        if self.insertion is None:
            return
        state.close_step()
        self.insertion = Insertion(state.cursor)
        self._command, self._extent = Command("i"), None

    def end_insertion(self) -> None:
        """Return to normal mode."""
        insertion, command, state = self.insertion, self._command, self.state
        if insertion is None or command is None:
            return
        typed = describe_insertion(state, insertion)
        if insertion.indented and not state.line.strip(" \t"):
            state.replace((state.row, 0), (state.row, len(state.line)), "")
            state.cursor = state.row, 0
        state.registers.keep(".", typed.text)
        for _ in range(insertion.times - 1):
            if insertion.opens:
                open_line(state, below=True)
            insertion.start = state.cursor
            repeat_insertion(state, insertion, typed)
        self.last_change = Change(command, typed, self._extent)
        self.insertion = self._command = self._extent = None
        state.mode = Mode.NORMAL
        move_left_after_insert(state)
        self._finish()

    def _repeat(self, command: Command) -> None:
        """Repeat the last change (`.`)."""
        change, state = self.last_change, self.state
        if change is None:
            state.failed = True
            return
        again = change.command
        if command.count and change.extent is None:
            again = again.with_count(command.count)
        if again.register and again.register in "12345678":
            again = replace(again, register=str(int(again.register) + 1))
        again = replace(again, register=again.register or command.register)
        if change.extent is not None:
            visual.select_again(state, change.extent)
        self._repeating = change.typed or Typed()
        try:
            self._dispatch(again)
        finally:
            self._repeating = None

    def _run_macro(self, command: Command) -> None:
        if command.name == "q":
            done = self.macros.record(command.argument)
        elif command.argument == ":":
            line = self.state.registers.get(":")
            done = line is not None
            self._run_line(Command(":", count=command.count, argument=line.text if line else ""))
        else:
            done = self.macros.run(command)
        if not done:
            self.state.failed = True

    def _run_line(self, command: Command) -> None:
        """Run a command line; a count stands for that many lines."""
        if self.state.visual:
            visual.leave(self.state)
        rows = f".,.+{command.count - 1}" if command.count else ""
        run_line(self.state, rows + command.argument)

    def _escape(self) -> None:
        """Cancel what was typed so far, or end the selection."""
        state = self.state
        ends_selection = state.visual and (not self.parser.keys or self.parser.has_prefix_only)
        self.parser.clear()
        if ends_selection:
            visual.leave(state)
            state.move_to(state.cursor)
        self._finish()

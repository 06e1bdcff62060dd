"""The vim mode of an editor: passes keys to the engine, and shows what it does."""

from __future__ import annotations

from contextlib import suppress

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.document._document import EditResult
from textual.document._edit import Edit
from textual.strip import Strip
from textual.widgets.text_area import Selection

from dsql_tui.results.text import make_visible
from dsql_tui.ui.editor.characters import next_column, render_text
from dsql_tui.ui.editor.vim_buffer import VimBuffer
from dsql_tui.ui.editor.vim_clipboard import VimClipboard
from dsql_tui.ui.editor.vim_host import VimHost
from dsql_tui.ui.terminal.typed_text import typed_text
from dsql_tui.vim import insert
from dsql_tui.vim.cells import Ruler
from dsql_tui.vim.engine import Engine
from dsql_tui.vim.macros import type_keys
from dsql_tui.vim.operators import make_selection
from dsql_tui.vim.pattern import PatternError
from dsql_tui.vim.registers import Registers
from dsql_tui.vim.search import Matcher, get_pattern
from dsql_tui.vim.values import Action, Mode, View

_NAMES = {
    "escape": "<Esc>",
    "ctrl+left_square_bracket": "<Esc>",
    "enter": "<CR>",
    "backspace": "<BS>",
    "delete": "<Del>",
    "tab": "<Tab>",
    "left": "<Left>",
    "right": "<Right>",
    "up": "<Up>",
    "down": "<Down>",
    "home": "<Home>",
    "end": "<End>",
    "pageup": "<C-b>",
    "pagedown": "<C-f>",
    **{f"ctrl+{letter}": f"<C-{letter}>" for letter in "bdefruy"},
}
"""The keys that mean something in normal mode, by Textual's names; all others are the editor's."""
_LINE_NAMES = {**_NAMES, "ctrl+w": "<C-w>", "ctrl+u": "<C-u>"}
"""The keys while a line is typed after `/` or `:`."""
PROGRAM_ACTIONS = ("write", "quit", "open")
"""The actions that the program around the editor does."""
_MOVING = frozenset(("left", "right", "up", "down", "home", "end", "pageup", "pagedown"))


class VimMode:
    """Connects an engine with an editor."""

    def __init__(self, editor: VimHost) -> None:
        self.editor = editor
        self.buffer = VimBuffer(editor, editor.history)
        clipboard = VimClipboard(editor)
        ruler = Ruler(editor.indent_width, cell_len)
        self.engine = Engine(self.buffer, ruler, Registers(clipboard.copy, clipboard.paste))
        options = self.engine.state.options
        options.shiftwidth, options.autoindent = editor.indent_width, True
        options.wrap = editor.soft_wrap
        self._found: tuple[object, ...] = ()
        """The pattern and options whose matches are marked."""
        self._matcher: Matcher | None = None
        self.status = ""
        """The text for the status bar."""
        self._shown: Selection | None = None
        self._moved = False
        """Whether a key or a click has moved the cursor of an insertion."""
        self.adopt()
        self._show_status()

    @property
    def selecting(self) -> bool:
        """Whether text is being selected, so that the cursor is drawn by this mode."""
        return self.engine.state.visual

    def end(self) -> None:
        """End an insertion, because the mode is turned off."""
        if self.engine.insertion is not None:
            self.engine.state.cursor = self.editor.cursor_location
            self.engine.end_insertion()

    @property
    def inserting(self) -> bool:
        """Whether keys type, as in the editor without the mode."""
        return self.engine.state.mode is Mode.INSERT

    def key(self, event: events.Key) -> bool:
        """Handle a key; return False if the editor has to handle it."""
        if event.key.startswith("alt+") and event.is_printable:
            self.key(events.Key("escape", None))  # Escape and a key, in one packet
        if self.engine.state.mode is Mode.INSERT:
            return self._insert_key(event)
        name = self._name(event)
        if not name:
            return False
        self.adopt()
        state = self.engine.state
        state.view = View(*self.editor.find_view())
        self.engine.key(name)
        self.show()
        return True

    def _name(self, event: events.Key) -> str:
        """Return the engine's name of a key; empty if it is the editor's."""
        names = _LINE_NAMES if self.engine.parser.in_line else _NAMES
        if event.key in names:
            return names[event.key]
        return typed_text(event) or (event.character or "" if event.is_printable else "")

    def _insert_key(self, event: events.Key) -> bool:
        engine, cursor = self.engine, self.editor.cursor_location
        if _NAMES.get(event.key) == "<Esc>":
            self.editor.close_lists()
            engine.state.cursor = cursor
            if self._moved:
                engine.restart_insertion()
            engine.macros.note_keys(type_keys(engine.typed))
            engine.key("<Esc>")
            self._moved = False
            self.show()
            return True
        if self._moved:
            engine.state.cursor = cursor
            engine.restart_insertion()
        engine.state.cursor = cursor
        self._moved = event.key.rpartition("+")[2] in _MOVING
        if not self._moved:
            engine.state.open_step()
        return False

    def note_click(self) -> None:
        """Note that the cursor may have moved without a key."""
        self._moved = True

    def note_edit(self, edit: Edit, result: EditResult) -> None:
        """Follow an edit that the engine did not make."""
        if self.buffer.editing:
            return
        state, insertion = self.engine.state, self.engine.insertion
        state.note_edit(edit.top, edit.bottom, edit.text)
        if insertion is not None:
            insert.note_edit(insertion, edit.top, result.replaced_text, edit.text)

    def adopt(self) -> None:
        """Take the cursor and the selection over from the editor, if they have changed there."""
        selection, state = self.editor.selection, self.engine.state
        if selection == self._shown and state.row <= state.last_row:
            return
        self._shown = selection
        if state.mode in (Mode.INSERT, Mode.REPLACE):
            return
        if selection.is_empty:
            state.mode = Mode.NORMAL
            state.move_to(selection.end)
            return
        state.mode = Mode.VISUAL
        start, end = selection
        if start < end:
            state.anchor = start
            state.move_to((end[0], max(0, end[1] - 1)))
        else:
            state.anchor = (start[0], max(0, start[1] - 1))
            state.move_to(end)

    def follow_change(self) -> None:
        """After a change that is not the engine's, keep the cursor on a character."""
        if not self.buffer.editing and self.engine.insertion is None:
            self.adopt()
            self.show()

    def show(self) -> None:
        """Show the cursor, the selection and the status, and do what the program has to do."""
        editor, state = self.editor, self.engine.state
        self._update_matches()
        if self.engine.insertion is None or editor.cursor_location != state.cursor:
            self._shown = self._make_selection()
            if editor.selection != self._shown:
                editor.selection = self._shown
        actions, state.actions = state.actions, []
        for action in actions:
            self._run(action)
        if asked := [each for each in actions if each.name in PROGRAM_ACTIONS]:
            editor.post_message(editor.VimActions(editor, asked))
        self._show_status()

    def _make_selection(self) -> Selection:
        """Return the exact selection, so that everything else acts on what vim would take."""
        state = self.engine.state
        if not state.visual:
            return Selection.cursor(state.cursor)
        span = make_selection(state, extend=False)
        end = span.end
        if span.linewise:
            end = end[0], len(self.buffer.line(end[0]))
            start = span.start[0], 0
        else:
            start = span.start
        return Selection(end, start) if state.cursor < state.anchor else Selection(start, end)

    def _run(self, action: Action) -> None:
        if action.name == "scroll":
            row = self.editor.wrapped_document.rows_of(int(action.argument)).start
            self.editor.scroll_to(y=row, animate=False)
        elif action.name == "format":
            first, last = map(int, action.argument.split(":"))
            self.editor.format_rows(first, last)
        elif action.name == "options":
            options = self.engine.state.options
            self.editor.show_line_numbers = options.number
            self.editor.soft_wrap = options.wrap

    def _show_status(self) -> None:
        engine = self.engine
        recording = f" recording @{engine.macros.recording}" if engine.macros.recording else ""
        rest = engine.parser.text or engine.state.message
        status = make_visible(f"{engine.state.mode.value}{recording} {rest}".rstrip())
        if status != self.status:
            self.status = status
            self.editor.post_message(self.editor.ModeChanged(self.editor))

    def _update_matches(self) -> None:
        """Mark the matches of the last search, unless `:noh` has turned that off."""
        state = self.engine.state
        found = (state.search.highlight, state.search.pattern, *vars(state.options).values())
        if found == self._found:
            return
        self._found, self._matcher = found, None
        if state.search.highlight and state.search.pattern:
            with suppress(PatternError):
                compiled = get_pattern(state, state.search.pattern)
                self._matcher = None if compiled.multiline else Matcher(state, compiled)
        self.editor.draw_all()

    def find_in_row(self, row: int) -> list[tuple[int, int]]:
        """Return the columns of the marked matches in a row."""
        if self._matcher is None:
            return []
        with suppress(PatternError):
            return [(start[1], end[1]) for start, end in self._matcher.in_row(row)]
        return []

    def draw_cursor(self, strip: Strip, row: int) -> Strip:
        """Draw the cursor of a selection, which is not at the end of what is selected."""
        editor, state = self.editor, self.engine.state
        cell = editor.wrapped_document.location_to_offset(state.cursor)
        if not state.visual or row != cell.y or not editor.has_focus:
            return strip
        line = self.buffer.line(state.row)
        at = cell.x - editor.scroll_offset.x + editor.gutter_width
        if not editor.gutter_width <= at < strip.cell_length:
            return strip
        character = line[state.column : next_column(line, state.column)]
        width = max(1, cell_len(render_text(character)))
        before, cursor, after = strip.divide([at, at + width, strip.cell_length])
        style = editor.get_component_rich_style("text-area--cursor")
        text = "".join(segment.text for segment in cursor)
        return Strip.join([before, Strip([Segment(text, style)], width), after])

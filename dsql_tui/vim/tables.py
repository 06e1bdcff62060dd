"""All motions and text objects, by their keys."""

from __future__ import annotations

from dsql_tui.vim.block_motions import BLOCK_MOTIONS
from dsql_tui.vim.mark_motions import MARK_MOTIONS
from dsql_tui.vim.motion import Motion
from dsql_tui.vim.motions import LINE_MOTIONS
from dsql_tui.vim.search import SEARCH_MOTIONS
from dsql_tui.vim.text_blocks import BLOCK_OBJECTS
from dsql_tui.vim.text_objects import LINE_OBJECTS, TextObject
from dsql_tui.vim.word_motions import WORD_MOTIONS

MOTIONS: dict[str, Motion] = {
    **LINE_MOTIONS,
    **WORD_MOTIONS,
    **BLOCK_MOTIONS,
    **MARK_MOTIONS,
    **SEARCH_MOTIONS,
}
OBJECTS: dict[str, TextObject] = {**LINE_OBJECTS, **BLOCK_OBJECTS}

"""Random commands do the same as in the real vim; `python -m tests.vim.compare` runs more."""

from __future__ import annotations

import pytest

from tests.vim.commands import GROUPS
from tests.vim.compare import find_failures
from tests.vim.real_vim import find_vim

needs_vim = pytest.mark.skipif(find_vim() is None, reason="vim is not installed")


@needs_vim
@pytest.mark.parametrize("group", GROUPS)
def test_random_commands_of_a_group_do_what_vim_does(group: str) -> None:
    assert find_failures(seed=20261129, count=150, only=group) == []


@needs_vim
def test_random_commands_of_all_groups_do_what_vim_does() -> None:
    assert find_failures(seed=17, count=500) == []

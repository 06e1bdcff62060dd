"""What the random comparison with vim leaves out: scrolling, macros, files, options, odd texts."""

from __future__ import annotations

import pytest

from dsql_tui.vim.engine import Engine
from dsql_tui.vim.parser import split_keys
from dsql_tui.vim.pattern import PatternError, compile_pattern
from dsql_tui.vim.registers import Register
from dsql_tui.vim.values import Action, Mode, View
from tests.vim.memory_buffer import MemoryBuffer


def run(text: str, keys: str, height: int = 10) -> tuple[Engine, str]:
    """Run keys on a text; return the engine and the new text."""
    buffer = MemoryBuffer(text)
    engine = Engine(buffer)
    engine.state.view = View(0, height)
    for key in split_keys(keys):
        engine.key(key)
    return engine, buffer.text


LINES = "\n".join(str(number) for number in range(1, 101))


@pytest.mark.parametrize(
    ("keys", "row", "top"),
    [
        ("<C-d>", 5, 5),
        ("<C-d><C-u>", 0, 0),
        ("3<C-e>", 3, 3),
        ("<C-f>", 8, 8),
        ("<C-f><C-b>", 8, 0),
        ("50Gzt", 49, 49),
        ("50Gzb", 49, 40),
        ("50Gzz", 49, 45),
        ("L", 9, 0),
        ("M", 4, 0),
        ("3H", 2, 0),
        ("3LH", 0, 0),
    ],
)
def test_scrolling_and_the_visible_lines(keys: str, row: int, top: int) -> None:
    engine, _ = run(LINES, keys)
    assert engine.state.row == row
    assert engine.state.view.top == top


def test_a_macro_records_keys_and_runs_them_until_a_command_fails() -> None:
    engine, text = run("a 1\nb 2\nc 3\nd", "qaA;<Esc>jq2@a@@")
    assert text == "a 1;\nb 2;\nc 3;\nd;"
    assert engine.state.registers.contents["a"] == Register("A;<Esc>j")
    _, text = run("a b c d", "qqf xq10@q")
    assert text == "abcd"
    _, text = run("a\nb", "qa:s/^/x/<CR>jq@a")
    assert text == "xa\nxb"


def test_a_macro_that_calls_itself_ends() -> None:
    _, text = run("1\n2\n3\n4", "qaqqaI- <Esc>j@aq@a")
    assert text == "- 1\n- 2\n- 3\n- 4"


@pytest.mark.parametrize(
    ("keys", "actions"),
    [
        (":w<CR>", [Action("write")]),
        (":w! a b.sql<CR>", [Action("write", "a b.sql", force=True)]),
        (":q!<CR>", [Action("quit", force=True)]),
        (":wq<CR>", [Action("write"), Action("quit")]),
        (":x<CR>", [Action("write"), Action("quit")]),
        ("ZZ", [Action("write"), Action("quit")]),
        ("ZQ", [Action("quit", force=True)]),
        (":e other.sql<CR>", [Action("open", "other.sql")]),
        ("==", [Action("format", "0:0")]),
        ("Vj=", [Action("format", "0:1")]),
    ],
)
def test_what_the_program_does_is_asked_for(keys: str, actions: list[Action]) -> None:
    engine, text = run("a\nb", keys)
    assert engine.state.actions == actions
    assert text == "a\nb"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("foo", "not supported"),
        ("1,5d", "no line 5"),
        ("'xd", "not set"),
        ("s/zzz/y/", "Not found: zzz"),
        ("s/a/b/q", "not a flag"),
        ("s/a/b/c", "flag c is not supported"),
        ("set nosuch", "not an option"),
        ("/zzz/d", "Not found"),
        ("2w x", "not supported"),
        ("s/\\(/y/", "not a valid pattern"),
        ("d !", "not a register"),
    ],
)
def test_a_command_line_that_cannot_be_run_says_why(line: str, message: str) -> None:
    engine, text = run("a\nb", f":{line}<CR>")
    assert message in engine.state.message
    assert text == "a\nb"


def test_options_are_set_and_shown() -> None:
    engine, _ = run("Ab ab", ":set ic nonu sw=2<CR>")
    options = engine.state.options
    assert (options.ignorecase, options.number, options.shiftwidth) == (True, False, 2)
    engine.key(":")
    for key in split_keys("set nu? sw?<CR>"):
        engine.key(key)
    assert engine.state.message == "nonumber  shiftwidth=2"
    _, text = run("Ab ab\n x", ":set ic scs<CR>:%s/AB/X/e<CR>:%s/ab/Y/g<CR>")
    assert text == "Y Y\n x"


def test_auto_indent_keeps_the_indentation_and_leaves_no_blanks() -> None:
    _, text = run("    a", ":set ai<CR>ob<Esc>")
    assert text == "    a\n    b"
    _, text = run("    a", ":set ai<CR>o<Esc>")
    assert text == "    a\n"
    _, text = run("    a b", ":set ai<CR>ccx<Esc>")
    assert text == "    x"


@pytest.mark.parametrize(
    ("text", "keys", "after"),
    [
        ("e\u0301x", "x", "x"),
        ("👍🏽a", "x", "a"),
        ("👩‍👩‍👧a", "lx", "👩‍👩‍👧"),
        ("ae\u0301b", "lrx", "axb"),
        ("ß", "gUl", "SS"),
        ("日本語", "lx", "日語"),
        ("a", ":&<CR>", "a"),
        ("aa", ":s/a/b/<CR>&", "bb"),
        ("ab ab\nab", ":s/a/x/g<CR>j:&&<CR>", "xb xb\nxb"),
        ("a  \n  b", ":j<CR>", "a  b"),
        ("a\n b", ":j!<CR>", "a b"),
        ("a\nb", ":%><CR>", "    a\n    b"),
        ("        a", ":<<<CR>", "a"),
        ("a\nb\nc", "Vj:d<CR>", "c"),
        ("a\nb\nc", "2:d<CR>", "c"),
        ("one", "Rtw<BS><BS><Esc>", "one"),
    ],
)
def test_texts_that_vim_counts_in_other_ways(text: str, keys: str, after: str) -> None:
    assert run(text, keys)[1] == after


def test_a_line_is_edited_while_it_is_typed() -> None:
    engine, _ = run("a", ":ab cd<C-w><BS>x")
    assert engine.parser.text == ":abx"
    for key in split_keys("<C-u><BS>"):
        engine.key(key)
    assert engine.parser.text == ""
    engine, _ = run("a", "v:")
    assert engine.parser.text == ":'<,'>"
    engine.key("<Esc>")
    assert engine.state.mode is Mode.VISUAL


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("\\v(a|b)+$", "xab", "ab"),
        ("a\\{2,3}", "aaaa", "aaa"),
        ("a\\{-1,}", "aaa", "a"),
        ("\\Va.b", "axb a.b", "a.b"),
        ("a.b", "axb", "axb"),
        ("[]x]\\+", "a]x", "]x"),
        ("[^a-c]", "abcd", "d"),
        ("[[:digit:]]\\+", "ab12", "12"),
        ("foo\\zsbar", "foobar", "bar"),
        ("foo\\zebar", "foobar", "foo"),
        ("\\cABC", "abc", "abc"),
        ("x*y", "xxy", "xxy"),
        ("\\(a\\)\\1", "aa", "aa"),
        ("a\\=b", "b", "b"),
        ("~", "a~b", ""),
        ("a|b", "a|b", "a|b"),
        ("(x)", "(x)", "(x)"),
        ("\\<日\\>", "a日b", "日"),
    ],
)
def test_patterns_are_those_of_vim(pattern: str, text: str, found: str) -> None:
    match = compile_pattern(pattern).regex.search(text)
    assert match is not None
    assert match[0] == found


@pytest.mark.parametrize("pattern", ["\\(", "a\\@=", "\\&", "a\\{x}", "\\%[ab]", "\\1"])
def test_a_pattern_that_is_not_supported_is_an_error(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern)


@pytest.mark.parametrize("keys", ["z1", "gz", "dq", "d<Esc>x", '"', "\x01", "@z", "q!", "'z", "`!"])
def test_an_impossible_key_changes_nothing_else(keys: str) -> None:
    _, text = run("abc", keys)
    assert text in ("abc", "bc")

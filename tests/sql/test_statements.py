"""Where statements begin and end, and which one the cursor is in."""

from __future__ import annotations

import random

import pytest

from dsql_tui.sql.scan import scan
from dsql_tui.sql.script import Script
from dsql_tui.sql.statements import choose_separator, find_pieces, scan_pieces, split, statement_at

SPLITS = [
    ("nothing", "", []),
    ("blanks and comments", " \n-- a\n/* ; */;;", []),
    ("one without its end", "select 1", ["select 1"]),
    ("two on a line", "select 1; select 2;", ["select 1", "select 2"]),
    ("comments around", "-- a\nselect 1 -- b\n;\n-- c\n", ["select 1"]),
    ("comments inside stay", "select /* ; */ 1 -- ;\n, 2;", ["select /* ; */ 1 -- ;\n, 2"]),
    ("a star at the end", "select *; x", ["select *", "x"]),
    ("empty ones", ";;a;;b;", ["a", "b"]),
    ("quotes", "select ';', \";\", $$;$$, e'\\';'; b", ["select ';', \";\", $$;$$, e'\\';'", "b"]),
    ("unterminated string", "a; b 'c; d", ["a", "b 'c; d"]),
    ("rule", "create rule r as on x do (a; b); c", ["create rule r as on x do (a; b)", "c"]),
    ("stray bracket", "a); b", ["a)", "b"]),
    (
        "body",
        "create function f() begin atomic select case when a then b end; c; end; d",
        ["create function f() begin atomic select case when a then b end; c; end", "d"],
    ),
    ("begin is no body", "begin; a; end; b", ["begin", "a", "end", "b"]),
    (
        "case outside a body",
        "select case when a then b end; c",
        ["select case when a then b end", "c"],
    ),
    ("meta-commands", "\\d a;b\nselect 1\n\\x\n", ["\\d a;b", "select 1", "\\x"]),
    ("windows line ends", "a -- b\r\n;c\r\n", ["a", "c"]),
]


@pytest.mark.parametrize(("script", "texts"), [c[1:] for c in SPLITS], ids=[c[0] for c in SPLITS])
def test_a_script_is_split_at_its_semicolons(script: str, texts: list[str]) -> None:
    statements = split(script)
    assert [statement.text for statement in statements] == texts
    for text, start, end, *_ in statements:
        assert script[start:end] == text


# The cursor is at the bar.
CURSORS = [
    ("|select 1; select 2;", "select 1"),
    ("sel|ect 1; select 2;", "select 1"),
    ("select 1;| select 2;", "select 1"),
    ("select 1; |select 2;", "select 2"),
    ("select 1; select 2; |", "select 2"),
    ("select 1; -- no|te\nselect 2;", "select 1"),
    ("select 1;\n|\nselect 2;", "select 1"),
    ("select 1;\n\n|select 2;", "select 2"),
    ("select 1;\n\n-- about| two\nselect 2;", "select 2"),
    ("select 1;\n\n-- about two\n|\nselect 2;", "select 2"),
    ("select 1;\n-- the end|", "select 1"),
    ("|\n\n-- first\nselect 1;", "select 1"),
    ("select 1\n\n|\n\nfrom t", "select 1\n\n\n\nfrom t"),
    ("select 1;\n\n\n\n|", "select 1"),
    ("\\d t\nselect| 2", "select 2"),
    ("\\d t|\nselect 2", "\\d t"),
    ("-- only| this", None),
    ("|", None),
]


@pytest.mark.parametrize(("marked", "text"), CURSORS)
def test_the_cursor_is_in_a_statement(marked: str, text: str | None) -> None:
    offset = marked.index("|")
    found = statement_at(marked.replace("|", ""), offset)
    assert (found and found.text) == text


PIECES = [
    "select",
    "1",
    "x",
    ";",
    ";\n;\n",
    "--",
    "c\n",
    "/*",
    "*/",
    "(",
    ")",
    "'",
    "''",
    '"',
    "$$",
]
PIECES += ["$a$", "E'\\", "begin", "atomic", "case", "end", "\n\\d"]


def test_an_edited_script_has_the_statements_of_a_new_one() -> None:
    rng = random.Random(2)
    text = ""
    script = Script()
    for _ in range(3000):
        left = rng.randint(0, len(text))
        right = min(len(text), left + rng.choice((0, 0, 1, 20 if len(text) > 150 else 2)))
        text = text[:left] + rng.choice(PIECES) + rng.choice(("", " ")) + text[right:]
        script.change(text, left)
        offset = rng.randint(0, len(text))
        assert script.statement_at(offset) == statement_at(text, offset)
        assert "".join(text[token.start : token.end] for token in scan(text)) == text


@pytest.mark.parametrize(
    ("script", "separator"),
    [
        ("", ""),
        ("  \n", ""),
        ("select 1;", "\n\n"),
        ("select 1; -- one", "\n\n"),
        ("select 1", ";\n\n"),
        ("select 1\n", ";\n\n"),
        ("select 1 -- one;", "\n;\n\n"),
        ("-- nothing yet", "\n\n"),
        ("\\d orders", "\n\n"),
    ],
)
def test_a_separator_lets_another_statement_follow(script: str, separator: str) -> None:
    assert choose_separator(script) == separator
    if separator:
        assert split(f"{script}{choose_separator(script)}select 2")[-1].text == "select 2"


MIXED = [*PIECES, "atomic", "E''", "'x'", "-- c\n", "\r\n", " ;", "a;", "(b);", "\f", "été", "$1"]


def test_the_fast_path_finds_the_pieces_of_a_scan() -> None:
    rng = random.Random(7)
    for _ in range(20000):
        text = "".join(rng.choices(MIXED, k=rng.randint(1, 14)))
        assert list(find_pieces(text)) == list(scan_pieces(text)), text


# A script, and its statements with a bar between them.
CORPUS = [
    # Quotes within quotes within comments within quotes.
    ("select '--'; select 2", "select '--'|select 2"),
    ("select '/*'; select '*/'", "select '/*'|select '*/'"),
    ("/* ' */ select 1; /* \" */ select 2", "select 1|select 2"),
    ("-- it's\nselect 1; -- \"\nselect 2", "select 1|select 2"),
    ("select '''; --'''; select 2", "select '''; --'''|select 2"),
    ("select ''''; select ''''''", "select ''''|select ''''''"),
    ("select ''; select '' ''; x", "select ''|select '' ''|x"),
    ("select \"a;\"\";b\"; c", 'select "a;"";b"|c'),
    ("select \"'\"; select '\"'", "select \"'\"|select '\"'"),
    ("select $$;$$; b", "select $$;$$|b"),
    ("select $$'$$; select '$$'; c", "select $$'$$|select '$$'|c"),
    ("select $a$ $b$ ; $b$ $a$; c", "select $a$ $b$ ; $b$ $a$|c"),
    ("select $a$ $A$ ; $a$; c", "select $a$ $A$ ; $a$|c"),
    ("select $a$;$aa$;$a$; c", "select $a$;$aa$;$a$|c"),
    ("select $été$;$été$; c", "select $été$;$été$|c"),
    ("select $_1$;$_1$; c", "select $_1$;$_1$|c"),
    ("select $1; select $2$$;$$; c", "select $1|select $2$$;$$|c"),
    ("select a$b$c; d", "select a$b$c|d"),
    ("select a$$; b$$; c", "select a$$|b$$|c"),
    ("select 1$$;$$; c", "select 1$$;$$|c"),
    ("select $1a$;$1a$; c", "select $1a$|$1a$|c"),
    ("select $ $; $; x", "select $ $|$|x"),
    ("/* /* ; */ ; */ select 1; b", "select 1|b"),
    ("/*/* ;*/*/select 1;b", "select 1|b"),
    ("/**/select/**/1/**/;/**/b", "select/**/1|b"),
    ("/*;*/;/*;*/", ""),
    ("select 1 /* ; -- */ ; b", "select 1|b"),
    ("select 1 -- /* \n; b -- */\n", "select 1|b"),
    ("select 1 --\n; b", "select 1|b"),
    ("select 1 ---- ;\n; b", "select 1|b"),
    ("select 1 - -1; b", "select 1 - -1|b"),
    ("select 1 --1;\n; b", "select 1|b"),
    ("select '-' '-'; b", "select '-' '-'|b"),
    ("select 4*/2; b", "select 4*/2|b"),
    ("select 4/ *2; b", "select 4/ *2|b"),
    # Strings with escapes.
    (r"select E'\';'; b", r"select E'\';'|b"),
    (r"select e'\\'; b", r"select e'\\'|b"),
    (r"select e'\\\';'; b", r"select e'\\\';'|b"),
    (r"select '\'; b", r"select '\'|b"),
    (r"select e';'';\';'; b", r"select e';'';\';'|b"),
    ("select e'a'\n'\\';'; b", "select e'a'\n'\\';'|b"),
    ("select 'a'\n';'; b", "select 'a'\n';'|b"),
    (r"select E'a' '\'; b", r"select E'a' '\'|b"),
    (r"select fe'\'; b", r"select fe'\'|b"),
    (r"select éE'\'; b", r"select éE'\'|b"),
    (r"select 1e'\';'; b", r"select 1e'\';'|b"),
    (r"select U&'\0041;'; b", r"select U&'\0041;'|b"),
    ('select U&"a;"; b', 'select U&"a;"|b'),
    ("select B'1;', X'f;', N'n;'; b", "select B'1;', X'f;', N'n;'|b"),
    # An open token reaches to the end.
    ("a; 'b; c", "a|'b; c"),
    ('a; "b; c', 'a|"b; c'),
    ("a; $$b; c", "a|$$b; c"),
    ("a; $t$b; $$; c", "a|$t$b; $$; c"),
    ("a; /* b; c", "a"),
    ("a; b /* c; d", "a|b"),
    ("a; b (c; d", "a|b (c; d"),
    (r"a; e'b\'; c", r"a|e'b\'; c"),
    ("a; -- b; c", "a"),
    # Brackets and bodies.
    ("f(a; b); c", "f(a; b)|c"),
    ("f((a; b); c); d", "f((a; b); c)|d"),
    ("f(')'; a); b", "f(')'; a)|b"),
    ("f(/* ) */; a); b", "f(/* ) */; a)|b"),
    ("f(-- )\n; a); b", "f(-- )\n; a)|b"),
    ("a)); b; c", "a))|b|c"),
    ("a) (b; c", "a) (b; c"),  # psql too ignores the first one
    ("select array[1;2]; c", "select array[1|2]|c"),
    (
        "create function f() returns int begin atomic select 1; select 2; end; c",
        "create function f() returns int begin atomic select 1; select 2; end|c",
    ),
    ("CREATE FUNCTION f() BEGIN  ATOMIC a; END; c", "CREATE FUNCTION f() BEGIN  ATOMIC a; END|c"),
    ("create function f() begin /* x */ atomic a; end; c",
     "create function f() begin /* x */ atomic a; end|c"),
    ("create function f() begin -- x\natomic a; end; c",
     "create function f() begin -- x\natomic a; end|c"),
    (
        "create function f() begin atomic select case when a then case b when c then d end end; "
        "e; end; g",
        "create function f() begin atomic select case when a then case b when c then d end end; "
        "e; end|g",
    ),
    ("create function f() begin atomic end; g", "create function f() begin atomic end|g"),
    ("create function f() begin atomic 'end'; a; end; g",
     "create function f() begin atomic 'end'; a; end|g"),
    ("create function f() begin atomic \"end\"; a; end; g",
     'create function f() begin atomic "end"; a; end|g'),
    ("create function f() language sql as $$ select 1; $$; g",
     "create function f() language sql as $$ select 1; $$|g"),
    ("create function f() language sql return 1; g",
     "create function f() language sql return 1|g"),
    ("begin; select 1; end; atomic; c", "begin|select 1|end|atomic|c"),
    ("begin\n;atomic;end", "begin|atomic|end"),
    ("select begin, atomic; c", "select begin, atomic|c"),
    ("select case when a then b end; c", "select case when a then b end|c"),
    ("create rule r as on insert to t do also (a; b); c",
     "create rule r as on insert to t do also (a; b)|c"),
    (
        "create function f() returns int begin atomic select 1 as end; select 2; end; select 9",
        "create function f() returns int begin atomic select 1 as end; select 2; end|select 9",
    ),
    (
        "create or replace procedure p() begin atomic select x.end, x.case, 1 end, t.end from x "
        "as end; insert into end values (case when a then 1 else 2 end); end; b",
        "create or replace procedure p() begin atomic select x.end, x.case, 1 end, t.end from x "
        "as end; insert into end values (case when a then 1 else 2 end); end|b",
    ),
    (
        "create function f(begin int default (1), atomic int) language sql as $$a;$$; b",
        "create function f(begin int default (1), atomic int) language sql as $$a;$$|b",
    ),
    ("select 1 begin atomic; end; b", "select 1 begin atomic|end|b"),
    # psql's own commands.
    ("\\d t\nselect 1", "\\d t|select 1"),
    ("\\d t; x\nselect 1", "\\d t; x|select 1"),
    ("select 1\n\\g\nselect 2", "select 1|\\g|select 2"),
    ("select 1 \\g\nselect 2", "select 1|\\g|select 2"),
    ("select 1\\gx\nselect 2", "select 1|\\gx|select 2"),
    ("select 1 \\gone\nselect 2", "select 1|\\gone|select 2"),
    ("select 1 \\watch 2\nselect 2", "select 1|\\watch 2|select 2"),
    ("select 1\\; select 2; b", "select 1; select 2|b"),
    ("\\echo a \\\\ select 1; b", "\\echo a|select 1|b"),
    ("\\x \\timing\nb", "\\x|\\timing|b"),
    ("select '\\g' \\g", "select '\\g'|\\g"),
    ("select 1; \\x\nselect 2", "select 1|\\x|select 2"),
    ("select 1;\\x\nselect 2", "select 1|\\x|select 2"),
    ("\\echo it's\nselect 1", "\\echo it's|select 1"),
    ("\\echo /*\nselect 1", "\\echo /*|select 1"),
    ("\\echo $$\nselect 1", "\\echo $$|select 1"),
    ("select '\n\\d'; a", "select '\n\\d'|a"),
    ("/*\n\\d\n*/ a", "a"),
    ("  \\d\n\t\\dt\n", "\\d|\\dt"),
    ("\\copy t from 'a;b' csv\nselect 1", "\\copy t from 'a;b' csv|select 1"),
    ("\\d\r\nselect 1\r\n;", "\\d|select 1"),
    # Line ends and space of every kind.
    ("a;\r\nb;\r\n", "a|b"),
    ("a;\rb;\r", "a|b"),
    ("-- a\r b; c", "b|c"),
    ("a;\fb;\vc", "a|b|c"),
    ("a;\u00a0b", "a|\u00a0b"),
    ("a;\u2028b", "a|\u2028b"),
    ("\ufeffselect 1; b", "select 1|b"),
    ("\ufeff-- a\nselect 1; b", "select 1|b"),
    ("\ufeff\\d\nb", "\\d|b"),
    ("a; \ufeffb", "a|\ufeffb"),
    ("a;\u3000;\u0085", "a|\u3000|\u0085"),
    ("a;;;;b", "a|b"),
    (";", ""),
    ("; ; ;", ""),
    (" \n\t", ""),
    ("a ;b ; c", "a|b|c"),
    ("a\n\n\n;b", "a|b"),
    ("a\x00b; c", "a\x00b|c"),
    # What Aurora DSQL adds, and what its tools write.
    ("create index async on t (a); b", "create index async on t (a)|b"),
    ("aws iam grant r to 'arn:aws:iam::1:role/x;y'; b",
     "aws iam grant r to 'arn:aws:iam::1:role/x;y'|b"),
    ("alter table async t validate constraint c; b", "alter table async t validate constraint c|b"),
    ("call sys.wait_for_job('x'); b", "call sys.wait_for_job('x')|b"),
    ("copy t (a, b) from stdin; b", "copy t (a, b) from stdin|b"),
    ("explain (analyze, verbose) select 1; b", "explain (analyze, verbose) select 1|b"),
    ("select :a, :'b;', ::c; d", "select :a, :'b;', ::c|d"),
    ("select a::text, b :: int; c", "select a::text, b :: int|c"),
    ("select a @> '{\"b\": \";\"}' ; c", "select a @> '{\"b\": \";\"}'|c"),
    ("select a ->> 'b;' -> c #>> '{;}'; d", "select a ->> 'b;' -> c #>> '{;}'|d"),
    ("select 1.5e-3, 0x1f, 1_000, .5; b", "select 1.5e-3, 0x1f, 1_000, .5|b"),
    ("select 漢字 from été where ü = 'ß;'; b", "select 漢字 from été where ü = 'ß;'|b"),
    ("select '\U0001f600;'; b", "select '\U0001f600;'|b"),
]  # fmt: skip


@pytest.mark.parametrize(("script", "wanted"), CORPUS)
def test_scripts_of_all_kinds_are_split(script: str, wanted: str) -> None:
    found = split(script)
    assert [statement.text for statement in found] == (wanted.split("|") if wanted else [])
    for text, start, end, *_ in found:
        assert script[start:end] == text or "\\;" in script

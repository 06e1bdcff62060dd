"""What runs of a script, compared with what psql sends."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_tui.execution.interpreter import Interpreter
from dsql_tui.execution.script_state import Abilities
from dsql_tui.execution.source import Source, decode_script
from dsql_tui.execution.steps import Execute, Fail, Reply
from dsql_tui.sql.scan import SPACE
from tests.sql.test_psql import PSQL, Sent, send_by_psql, tokens

pytestmark = pytest.mark.skipif(not PSQL, reason="psql is not installed")


def run(script: str) -> list[Sent]:
    """Return the statements that a script runs, up to a failure."""
    steps = Interpreter({}, Abilities()).run(Source(decode_script(script.encode())))
    found: list[Sent] = []
    reply = None
    while True:
        try:
            step = next(steps) if reply is None else steps.send(reply)
        except StopIteration:
            return found
        assert not isinstance(step, Fail), step
        if isinstance(step, Execute):
            found.append((tokens(step.statement.text.rstrip(SPACE)), step.data))
        reply = Reply()


SCRIPTS = [
    "\ufeffselect 1;\nselect 2;",
    "\ufeff\\echo x\nselect 1;",
    "\ufeff\n\nselect 1;",
    "select 1;\ufeffselect 2;",
    "select 1\xa0;select 2;",
    "\xa0select 1;",
    "select '\xa0;';\xa0\nselect 2;",
    "select 1;\r\nselect 'a\r\n;b';\r\nselect 3;\r\n",
    "select $$a\r\n;$$;\r\n--x;\r\nselect 2\r\n;",
    "select 1 -- ;\r select 2;\nselect 3;",
    "create function f() returns int begin atomic select case when a then b end; end; select 3;",
    "create or replace procedure p() begin atomic insert into t values (1); end; select 3;",
    "create function f() returns int language sql begin atomic; end; select 1;",
    'create function f() returns int begin atomic select "end"; end; select 3;',
    "create function f(a int default 1) returns int\nBEGIN\n ATOMIC\n select 1;\nEND;select 2;",
    "create table begin_atomic (a int); begin; select 1; end; select 2;",
    "create function f() returns int as 'select 1; begin atomic' language sql; select 2;",
    "create function f() returns int begin atomic select 1; end\n\\g\nselect 3;",
    "create function f() returns int return (1); select 2;",
    "create rule r as on insert to t do (select 1; select 2); select 3;",
    "create rule r as on insert to t do also (select ';'; ); select 3;",
    "\\set a 1\nselect a[1:2], b[:a], :a, x::a, a[:a:2];",
    "\\set a 1\nselect arr[:a::a], ':a', \":a\", :'a', :\"a\", $$:a$$, /* :a */ 1 -- :a\n;",
    "\\set \xe4 1\nselect :\xe4, :\xc4;",
    "\\set n 'x;y'\nselect :'n'; select 2;",
    "\\set q 'select 1; select 2;'\n:q\nselect 3;",
    "\\set q 'select 1'\n:q;\nselect 3;",
    "\\set a b\nselect :a:a, ::a, :a::text, a:a;",
    "\\set x E'a'\nselect :x;",
    "\\set p 'it''s \\n x'\nselect :'p';",
    "select 'a' 'b;' ; select E'\\';' ; select U&'\\0041;';",
    "select 'a'\n'b;';select 2;",
    "select 1;;;; select 2;;",
    ";\n;\nselect 1;",
    "-- only\n/* a /* b */ ; */ select 1;",
    "select 1 /* a */ ; /* b; */ select 2 -- c\n;",
    "select $1$; select 2;",
    "select $a$;$b$;$a$; select 2;",
    "select 1 \\g\nselect 2 \\gx\nselect 3;\n",
    "select 1; \\g\nselect 2;",
    "\\if true\nselect 1;\n\\else\nselect 2;\n\\endif\nselect 3;",
    "\\if false\nselect 1;\n\\elif true\nselect 2;\n\\endif select 3;",
    "\\if false \\\\ select 1; \\endif \\\\ select 2;",
    "\\echo a \\\\ select 1; \\echo b\nselect 2;",
    "\\echo 'a;b' ; select 1;\nselect 2;",
    "delete from t\n\\r\nselect 1;",
    "copy t from stdin;\n1\n\\.\nselect 1;",
    "copy t from stdin;\r\n1\r\n\\.\r\nselect 1;\r\n",
    "copy t from stdin;\n1\n \\.\n\\.x\n\\\\.\n\\.\nselect 1;",
    'copy t (a, "from") from stdin with (format csv, header); select 2;\na,b\n\\.\nselect 1;',
    "COPY t FROM STDIN \\g\n1\n\\.\nselect 1;",
    "copy t from stdin;\n\\.\ncopy t from stdin;\n2\n\\.\n",
    "\\copy t from stdin\n1\n\\.\nselect 1;",
    "\\copy t (a) from stdin with csv\n1;\n\\.\nselect 1;",
    "begin;\ncopy t from stdin;\n5\n\\.\ncommit;",
    "copy (select 1) to stdout; select 2;",
    "select '\\'; select 2;",
    "select e'\\'; select 2;'; select 3;",
    'select "a;""b"; select 2;',
    "select U&\"a;\" uescape '!'; select 2;",
    "select b'1;', x'f;', n'a;'; select 2;",
    "select 1 as \u0130d, 'I\u0307'; select \u0130;",
    "select 1e5, 1.e5, .5e-3, 0x1f, 1_000; select 2;",
    "select a<b,a->>'x;',a#>>'{;}',a?|b,a@?b; select 2;",
    "select 1 where a = -1 and b =-- c;\n 2; select 3;",
    "select */* ; */2; select 3;",
    "select 5 -/* ; */ -1; select 3;",
    "select (1;2); select 3;",
    "select 1); select 2;",
    "set search_path to a;\nreset all;\nselect 1;",
    "\\unset a\n\\set\nselect :a;",
    "\\q\nselect 1;",
    "select 1; \\q\nselect 2;",
    "do $$ begin perform 1; end $$; select 2;",
    "do 'begin perform 1; end'; select 2;",
    "prepare a as select $1; execute a(1); deallocate a;",
    "select 1 --\\g\n; select 2;",
    "select '\\g'; select \"\\g\"; select 2;",
    "select 'unterminated-by-variable :a;'; select 2;",
    "insert into t values ('\xe9;', '\u65e5\u672c;', '\U0001f600;'); select 2;",
    "select 1;\x0cselect 2;\x0b select 3;",
    "select 1;\u2028select 2;",
    "select 'a'--c\n'b;'; select 2;",
    "\\timing on\n\\x\n\\a\n\\t\n\\pset null -\n\\f ,\nselect 1;",
    "end; begin; commit work; rollback and chain;",
    "create view v as select 1 as atomic; begin; select 2; end;",
    "create function atomic() returns int language sql as $$ select 1; $$; begin; select 2; end;",
    "create function f() returns trigger language plpgsql as $$begin return new; end;$$; select 2;",
    "create or replace function s.f() returns void begin atomic select case when true then"
    " case when true then 1 end end; end; select 2;",
    "select 1; \\set a 'x'\nselect :'a' \\g\nselect 3;",
]


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_runs_what_psql_sends(script: str, tmp_path: Path) -> None:
    assert run(script) == send_by_psql(script, tmp_path)

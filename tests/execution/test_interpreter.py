r"""Scripts with backslash commands, without a server: the steps that they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from dsql_tui.execution.interpreter import Interpreter
from dsql_tui.execution.script_state import Abilities
from dsql_tui.execution.source import Source, read_source
from dsql_tui.execution.steps import (
    Execute,
    Fail,
    Load,
    Print,
    Prompt,
    Reply,
    Set,
    Show,
    Sleep,
    Step,
    Write,
)


def run(
    script: str,
    replies: Mapping[str, Reply] | None = None,
    folder: Path | None = None,
    keep_going: bool = False,
) -> list[Step]:
    """Return the steps of a script, up to one that fails."""
    interpreter = Interpreter({}, Abilities())
    steps = interpreter.run(Source(script, folder=folder))
    found: list[Step] = []
    reply = None
    while True:
        try:
            step = next(steps) if reply is None else steps.send(reply)
        except StopIteration:
            return found
        if isinstance(step, Load):
            reply = Reply(source=read_source(step.path))
            continue
        found.append(step)
        reply = Reply()
        if isinstance(step, Fail) and not keep_going:
            return found
        if isinstance(step, Execute) and replies:
            reply = replies.get(step.statement.text, reply)


def list_statements(steps: Sequence[Step]) -> list[str]:
    """Return the statements among some steps."""
    return [step.statement.text for step in steps if isinstance(step, Execute)]


CONDITIONS = [
    ("\\if false\ndrop table t;\n\\endif\nselect 1", ["select 1"]),
    ("\\if true\nselect 1;\n\\else\nselect 2;\n\\endif", ["select 1"]),
    (
        "\\if 0\nselect 1;\n\\elif on\nselect 2;\n\\elif on\nselect 3;\n\\else\nselect 4;\n\\endif",
        ["select 2"],
    ),
    (
        "\\if no\n\\if yes\nselect 1;\n\\endif\n\\i nowhere\n\\else\nselect 2;\n\\endif",
        ["select 2"],
    ),
    (
        "\\set a 1\n\\if :{?a}\nselect 1;\n\\endif\n\\unset a\n\\if :{?a}\nselect 2;\n\\endif",
        ["select 1"],
    ),
    ("\\if false\n\\q\n\\nonsense\n\\endif\nselect 1;\n\\q\nselect 2", ["select 1"]),
]


@pytest.mark.parametrize(("script", "statements"), CONDITIONS)
def test_conditions_choose_what_runs(script: str, statements: list[str]) -> None:
    assert list_statements(run(script)) == statements


WRONG = [
    ("select 1;\n\\nonsense\nselect 2", "\\nonsense"),
    ("select 1;\n\\c other\nselect 2", "TARGET"),
    ("select 1;\n\\if maybe\nselect 2;\n\\endif", "maybe"),
    ("select 1;\n\\endif\nselect 2", "no \\if"),
    ("select 1;\n\\if true\nselect 2", "no \\endif"),
    ("select 1;\n\\echo `date`\nselect 2", "backquotes"),
    ("select 1;\n\\o |cat\nselect 2", "programs"),
    ("select 1;\n\\pset format html\nselect 2", "html"),
    ("select 1;\ncopy t from stdin", "no data"),
    ("select 1;\n\\copy t from stdin", "Put the rows after it"),
    ("select 1;\n\\watch 0.1 2 3\nselect 2", "one interval"),
    ("select 1;\n\\watch 1 i=2\nselect 2", "one interval"),
    ("select 1;\n\\watch c=0\nselect 2", "“0”"),
    ("select 1;\n\\watch c=2 c=3\nselect 2", "one count"),
    ("select 1;\n\\watch m=x\nselect 2", "“x”"),
    ("select 1;\n\\watch n=2\nselect 2", "“n=2”"),
    ("select 1;\n\\watch soon\nselect 2", "“soon”"),
    ("select 1;\n\\x perhaps\nselect 2", "“perhaps”"),
    ("select 1;\n\\encoding latin1\nselect 2", "latin1"),
    ("select 1;\n\\set ECHO loud\nselect 2", "“loud”"),
    ("select 1;\n\\set SINGLELINE on\nselect 2", "SINGLELINE"),
    ("select 1;\n\\set ON_ERROR_ROLLBACK interactive\nselect 2", "interactive"),
    ("select 1;\n\\pset fieldsep_zero\nselect 2", "fieldsep_zero"),
    ("select 1;\n\\pset null\nselect 2", "takes a value"),
    ("select 1;\n\\w |cat\nselect 2", "programs"),
    ("select 1;\n\\cd a b\nselect 2", "one folder"),
    ("select 1;\n\\prompt a b c\nselect 2", "name of a variable"),
    ("select 1;\n\\getenv HOME\nselect 2", "environment"),
    ("select 1;\n\\i\nselect 2", "one file"),
    ("select 1;\n\\bind 1\nselect 2", "\\bind is not supported"),
    ("select 1;\nselect 2 \\; select 2;", "BEGIN and COMMIT"),
    ("select 1;\nselect 2 \\g |cat", "programs"),
    ("select 1;\nselect 2 \\g (format=html)", "html"),
    ("select 1;\nselect 2 \\g (format=csv out.txt", "not closed"),
    ("select 1;\nselect 2 \\g a b", "one file name"),
]


@pytest.mark.parametrize(("script", "words"), WRONG)
def test_what_cannot_be_done_is_named_before_anything_behind_it_runs(
    script: str, words: str
) -> None:
    steps = run(script)
    last = steps[-1]
    assert isinstance(last, Fail)
    assert words in last.sentence
    assert list_statements(steps)[:1] == ["select 1"]
    assert last.place.words == "line 2" or "endif" in words
    assert "select 2" not in list_statements(steps) or "endif" in words


def test_variables_are_put_into_statements_as_psql_does() -> None:
    script = (
        "\\set id 7\n\\set name 'it''s'\n\\set t Order\n"
        "select :id, :'name', a::text, ':id', arr[1:2] from :\"t\" where x = :unset -- :id\n"
    )
    assert list_statements(run(script)) == [
        "select 7, 'it''s', a::text, ':id', arr[1:2] from \"Order\" where x = :unset"
    ]


def test_gset_keeps_the_row_of_a_statement() -> None:
    replies = {"select 1 as a, null as b": Reply(columns=("a", "b"), rows=(("1", None),))}
    script = "\\set p_b 9\nselect 1 as a, null as b \\gset p_\nselect :p_a, :p_b"
    assert list_statements(run(script, replies))[1] == "select 1, :p_b"
    none = run("select 2 \\gset\nselect 3", {"select 2": Reply(columns=("x",))})
    assert isinstance(none[-1], Fail)
    assert "no rows" in none[-1].sentence


def test_gexec_runs_each_cell() -> None:
    rows = (("create table a ()", None), ("create table b ()", "select 1"))
    replies = {"select x": Reply(columns=("x", "y"), rows=rows)}
    assert list_statements(run("select x \\gexec", replies))[1:] == [
        "create table a ()",
        "create table b ()",
        "select 1",
    ]


def test_a_statement_ends_at_g_and_is_run_again_by_it() -> None:
    steps = run("select 1 \\gx\nselect 2;\n\\g\nselect 3 \\g out.txt\n")
    assert list_statements(steps) == ["select 1", "select 2", "select 2", "select 3"]
    executes = [step for step in steps if isinstance(step, Execute)]
    assert [step.settings for step in executes] == [(Set("expanded", "on"),), (), (), ()]
    assert executes[-1].output == "out.txt"


def test_watch_repeats_as_often_as_requested() -> None:
    steps = run("select 1 \\watch i=0.5 c=3\nselect 2")
    assert list_statements(steps) == ["select 1"] * 3 + ["select 2"]
    assert steps.count(Sleep(0.5)) == 2


def test_texts_and_settings_are_steps() -> None:
    script = (
        "\\set a 'x y'\n\\echo -n :a b\n\\qecho c\n\\warn d\n\\timing on\n\\x\n\\pset null -\n\\o f"
    )
    assert run(script) == [
        Print("x y b", "output", ""),
        Print("c", "result"),
        Print("d", "error"),
        Set("timing", "on"),
        Set("expanded", "toggle"),
        Set("null", "-"),
        Set("output", "f"),
    ]


def test_a_cross_table_is_made_of_three_columns() -> None:
    rows = (("a", "x", "1"), ("b", "y", "2"), ("a", "y", "3"))
    replies = {"select r": Reply(columns=("r", "c", "v"), rows=rows)}
    steps = run("select r \\crosstabview", replies)
    assert isinstance(steps[-1], Show)
    assert list(steps[-1].columns) == ["r", "x", "y"]
    assert [list(row) for row in steps[-1].rows] == [["a", "1", "3"], ["b", "", "2"]]


def test_files_are_included_from_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "outer.sql").write_text("\\ir inner/a.sql\nselect 2")
    (tmp_path / "inner" / "a.sql").write_text("\ufeffselect 1;\n\\ir b.sql\n\\q\nselect 9")
    (tmp_path / "inner" / "b.sql").write_text("select '\r\n'")
    steps = run(f"\\i {tmp_path}/outer.sql\nselect 3")
    assert list_statements(steps) == ["select 1", "select '\r\n'", "select 2", "select 3"]
    places = [step.place.words for step in steps if isinstance(step, Execute)]
    assert places[0] == f"{tmp_path}/inner/a.sql, line 1"
    assert places[-1] == "line 2"


def test_the_preview_has_every_statement_that_may_run(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("drop table a")
    script = f"\\if false\ndrop table t;\n\\endif\n\\i {tmp_path}/a.sql\n\\copy b from c.csv\n"
    steps = Interpreter({}, Abilities()).preview(Source(script))
    assert isinstance(next(steps), Load)
    with pytest.raises(StopIteration) as end:
        steps.send(Reply(source=read_source(tmp_path / "a.sql")))
    texts = [each.text for each in end.value.value]
    assert texts == ["drop table t", "drop table a", "COPY b FROM STDIN"]


@pytest.mark.parametrize(
    "script",
    [
        "delete from t\n\\echo x\nwhere id = 1;",
        "update t set a = 1 \\timing\nwhere id = 1;",
        "delete from t \\i other.sql",
        "begin;\ndelete from t\n\\if true\nwhere id = 1;\n\\endif",
    ],
)
def test_a_statement_that_a_command_interrupts_is_not_run(script: str) -> None:
    steps = run(script)
    assert "delete" not in " ".join(list_statements(steps))
    assert "update" not in " ".join(list_statements(steps))
    assert isinstance(steps[-1], Fail)
    assert "no semicolon" in steps[-1].sentence


@pytest.mark.parametrize("go", ["\\g", "\\gx", "\\gset", "\\gdesc", "\\crosstabview"])
def test_a_command_that_sends_a_statement_needs_no_semicolon(go: str) -> None:
    steps = run(f"select 1 {go}")
    assert not any("no semicolon" in step.sentence for step in steps if isinstance(step, Fail))
    assert any(isinstance(step, Execute) for step in steps)


@pytest.mark.parametrize("go", ["\\g (format=csv null=- t)", "\\g ( format=csv null='-' t )"])
def test_options_of_g_are_for_its_result_alone(go: str) -> None:
    first, second = (s for s in run(f"select 1 {go} out.txt\nselect 2;") if isinstance(s, Execute))
    assert first.settings == (Set("format", "csv"), Set("null", "-"), Set("tuples_only", "toggle"))
    assert (first.output, second.settings, second.output) == ("out.txt", (), None)


def test_watch_stops_below_a_number_of_rows() -> None:
    steps = run("select 1 \\watch i=1 min_rows=2\nselect 2", {"select 1": Reply(affected=1)})
    assert list_statements(steps) == ["select 1", "select 2"]


VARIABLES = [
    ("\\set ON_ERROR_STOP on", Set("continue_on_error", "off")),
    ("\\set ON_ERROR_STOP", Set("continue_on_error", "off")),
    ("\\set ON_ERROR_STOP 0", Set("continue_on_error", "on")),
    ("\\unset ON_ERROR_STOP", Set("continue_on_error", "on")),
    ("\\set AUTOCOMMIT off", Set("manual_commit", "on")),
    ("\\unset AUTOCOMMIT", Set("manual_commit", "on")),
    ("\\set AUTOCOMMIT true", Set("manual_commit", "off")),
    ("\\set ECHO all", Set("echo", "all")),
    ("\\set ECHO", Set("echo", "none")),
]


@pytest.mark.parametrize(("command", "step"), VARIABLES)
def test_variables_of_psql_change_what_they_change_there(command: str, step: Set) -> None:
    assert run(command) == [step]


def test_what_cannot_be_set_is_named_with_its_line() -> None:
    steps = Interpreter({}, Abilities()).run(Source("\n\\set AUTOCOMMIT off\nselect 2"))
    assert next(steps) == Set("manual_commit", "on")
    failed = steps.send(Reply(message="not here"))
    assert isinstance(failed, Fail)
    assert (failed.sentence, failed.place.words) == ("not here", "line 2")


def test_commands_that_send_nothing() -> None:
    script = (
        "select :'a';\n\\p\n\\w last.sql\n\\encoding\n\\encoding utf8\n\\errverbose\n"
        "\\a\n\\f ;\n\\t on\n\\pset fieldsep ' '\n\\pset border 2\n\\restrict x\n\\r\n"
    )
    assert run(script)[1:] == [
        Print("select :'a'", "output"),
        Write(Path("last.sql"), "select :'a'\n"),
        Print("UTF8", "output"),
        Print("There is no previous error.", "output"),
        Set("format", "toggle"),
        Set("separator", ";"),
        Set("tuples_only", "on"),
        Set("separator", " "),
    ]
    failed = run("select x;\n\\errverbose", {"select x": Reply(sqlstate="42703", message="no")})
    assert failed[-1] == Print("There is no previous error.", "output")


def test_a_failed_statement_can_be_shown_again() -> None:
    replies = {"select x": Reply(failed=True, sqlstate="42703", message="no column")}
    steps = run("select x;\n\\errverbose", replies)
    assert steps[-1] == Print("ERROR:  42703: no column", "output")


def test_set_lists_the_variables_and_prompt_asks_for_one() -> None:
    steps = Interpreter({}, Abilities()).run(Source("\\prompt 'Name: ' n\n\\set\nselect :'n'"))
    assert next(steps) == Prompt("Name: ")
    listed = steps.send(Reply(line="it's"))
    assert isinstance(listed, Show)
    assert list(listed.rows) == [("n", "it's")]
    execute = steps.send(Reply())
    assert isinstance(execute, Execute)
    assert execute.statement.text == "select 'it''s'"


def test_cd_is_where_relative_names_are_looked_up(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("select 1")
    script = (
        f"\\cd {tmp_path}\n\\i a.sql\n\\copy t to out.csv\nselect 2 \\g file\n"
        "\\o log\n\\cd sub\n\\w last.sql"
    )
    steps = run(script)
    assert steps[0] == Set("folder", str(tmp_path))
    loaded, copied, written = (step for step in steps if isinstance(step, Execute))
    assert loaded.statement.text == "select 1"
    assert copied.statement.file == f"{tmp_path}/out.csv"
    assert written.output == f"{tmp_path}/file"
    assert Set("output", f"{tmp_path}/log") in steps
    assert steps[-1] == Write(tmp_path / "sub" / "last.sql", "select 2\n")


def test_rows_behind_a_copy_command_are_its_data() -> None:
    steps = run("\\copy t (a) from stdin csv\n1;\ndrop table t;\n\\.\nselect 2;")
    copied, following = (step for step in steps if isinstance(step, Execute))
    assert (copied.statement.text, copied.data) == (
        "COPY t (a) FROM STDIN csv",
        "1;\ndrop table t;\n",
    )
    assert following.statement.text == "select 2"


def test_a_statement_before_reset_is_not_run() -> None:
    assert list_statements(run("delete from t\n\\r\nselect 2;\n\\r\nselect 3")) == [
        "select 2",
        "select 3",
    ]


def test_nothing_of_an_interrupted_statement_runs_when_the_script_continues() -> None:
    script = "select 1 from a\n\\echo x\ndelete from t \\echo y\nwhere x;\nselect 2;"
    assert list_statements(run(script, keep_going=True)) == ["select 2"]

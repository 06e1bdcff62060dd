"""The DDL of a random schema creates it again, and AWS's linter accepts it."""

from __future__ import annotations

from pathlib import Path

import pytest

from dsql_tui.linting import lint
from dsql_tui.sql.names import fold_name
from tests.cli.conftest import Command
from tests.cli.random_schema import RandomSchema
from tests.cli.test_ddl import run_script


@pytest.mark.parametrize("seed", range(4))
def test_ddl_of_a_random_schema_creates_it_again(
    command: Command, tmp_path: Path, seed: int
) -> None:
    schema, path = RandomSchema(seed), tmp_path / "schema.sql"
    run_script(command, path, schema.write())
    name = ("--schema", fold_name(schema.schema))
    first = command("ddl", *name)
    assert not lint(first.data).problems
    run_script(command, path, f"drop schema {schema.schema} cascade")
    run_script(command, path, first.data)
    assert command("ddl", *name).data == first.data
    run_script(command, path, f"drop schema {schema.schema} cascade")

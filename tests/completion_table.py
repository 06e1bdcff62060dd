"""The table of completion: `python -m tests.completion_table > dsql_tui/cli/completion.json`."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from dsql_tui.cli.command_specs import Argument, CommandSpec, load_specs

ARGUMENT = re.compile(r'\{\s+"names".*?\n\s+\}', re.DOTALL)


def build_table() -> str:
    """Return the table as JSON, with a line for each option."""
    table = {spec.name: _write_spec(spec) for spec in load_specs()}
    text = json.dumps(table, indent=1, ensure_ascii=False)
    return ARGUMENT.sub(lambda found: _join(found[0]), text) + "\n"


def _join(text: str) -> str:
    return json.dumps(json.loads(text), ensure_ascii=False)


def _write_spec(spec: CommandSpec) -> dict[str, Any]:
    return {
        "summary": spec.summary,
        "arguments": list(map(_write_argument, spec.arguments)),
        "options": list(map(_write_argument, spec.options)),
        "actions": {action.name: _write_spec(action) for action in spec.actions},
    }


def _write_argument(argument: Argument) -> dict[str, Any]:
    return argument._asdict()


if __name__ == "__main__":
    sys.stdout.write(build_table())

"""`exec --cost`: what the server reports, and nothing else."""

from __future__ import annotations

import re

import pytest

from dsql_tui.store.settings import settings_file
from tests.cli.conftest import Command

MEASURED = "explain analyze verbose select * from shop.customers"


def test_the_dpu_of_measured_statements_are_added(command: Command) -> None:
    done = command("exec", "--cost", "-c", f"{MEASURED}; {MEASURED}; select 1")
    assert done.code == 0
    lines = [line for line in done.talk.splitlines() if "DPU" in line]
    assert len(lines) == 3
    assert re.fullmatch(
        r"\d\.\d{5} DPU ≈ \$0\.0\d+ \(estimate\) · compute [\d.]+, read [\d.]+, write [\d.]+",
        lines[0],
    )
    totals = [float(total) for total in re.findall(r"Total: ([\d.]+) DPU", done.data)]
    assert len(totals) == 2
    assert lines[2].startswith(f"Cost: {sum(totals):.5f} DPU ≈ $")
    assert "2 of 3 statements measured; Aurora DSQL reports DPU only in" in lines[2]


@pytest.mark.parametrize("statement", ["select 1", "explain select 1", "select 'x' \"QUERY PLAN\""])
def test_without_a_report_the_cost_is_unknown(command: Command, statement: str) -> None:
    done = command("exec", "--cost", "-c", statement)
    assert done.code == 0
    assert "Cost unknown; Aurora DSQL reports DPU only in EXPLAIN ANALYZE VERBOSE." in done.talk
    assert "$" not in done.talk


def test_the_price_is_set_in_the_settings(command: Command) -> None:
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text("dpu_prices = { us-east-1 = 8000000 }\n")
    done = command("exec", "--cost", "-c", MEASURED)
    found = re.search(r"Cost: ([\d.]+) DPU ≈ \$([\d.]+)", done.talk)
    assert found is not None
    assert float(found[2]) == pytest.approx(8 * float(found[1]), rel=0.1)


def test_the_option_is_silent_when_quiet_and_absent_by_default(command: Command) -> None:
    assert "DPU" not in command("exec", "-q", "--cost", "-c", MEASURED).talk
    assert "Cost" not in command("exec", "-c", MEASURED).talk

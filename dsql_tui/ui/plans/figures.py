"""Figures of plans, short enough for a column."""

from __future__ import annotations

from dsql_tui.sql.plans.compare import Difference

_UNITS = ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k"))
_LARGE = 1e15


def format_count(amount: float) -> str:
    """Return a number of rows or a cost: `125`, `9,999`, `125k`, `6.25M`, `1e+24`."""
    if amount >= _LARGE:
        return f"{amount:.0e}"
    for size, unit in _UNITS:
        if amount >= size:
            divisor = 1e3 if unit == "k" else size
            return f"{amount / divisor:.3g}{unit}" if amount < 999.5 * divisor else f"1,000{unit}"
    return f"{amount:,.0f}"


def format_milliseconds(amount: float) -> str:
    """Return a time: `0.541 ms`, `90.2 ms`, `1,460 ms`, `12.3 s`."""
    if amount >= 10_000:
        return f"{amount / 1000:,.1f} s"
    return f"{amount:,.0f} ms" if amount >= 1000 else f"{amount:.3g} ms"


def format_dpu(amount: float) -> str:
    """Return an amount of DPU."""
    return f"{amount:,.5f} DPU" if amount < 10 else f"{amount:,.2f} DPU"


def format_figure(difference: Difference, amount: float | None) -> str:
    """Return one of the two figures of a difference."""
    if amount is None:
        return "–"
    if difference.unit == "ms":
        return format_milliseconds(amount)
    return format_dpu(amount) if difference.unit == "DPU" else format_count(amount)


def format_change(factor: float | None) -> str:
    """Return a factor as a change: `÷5.0`, `-20%`, `same`, `+5%`, `×3.0`."""
    if factor is None:
        return ""
    if factor >= 2:
        return f"×{factor:,.1f}" if factor < 1e6 else f"×{factor:.0e}"
    if 0 < factor <= 0.5:
        return f"÷{1 / factor:,.1f}" if factor > 1e-6 else f"÷{1 / factor:.0e}"
    percent = round((factor - 1) * 100)
    return f"{percent:+d}%" if percent else "same"

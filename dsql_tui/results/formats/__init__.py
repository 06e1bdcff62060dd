"""The ways to write rows down. A new one is a module here and an entry in `FORMATS`."""

from __future__ import annotations

from dsql_tui.results.formats import aligned, csv, excel, json, markdown, parquet, sql, tsv
from dsql_tui.results.formats.format import Format

FORMATS = (
    Format("csv", "CSV", ".csv", csv.write),
    Format("tsv", "TSV", ".tsv", tsv.write),
    Format("json", "JSON", ".json", json.write_array),
    Format("jsonl", "JSON Lines", ".jsonl", json.write_lines),
    Format("markdown", "Markdown", ".md", markdown.write, spaced=True),
    Format("insert", "INSERT", ".sql", sql.write_inserts),
    Format("parquet", "Parquet", ".parquet", parquet.write, binary=True),
    Format("excel", "Excel", ".xlsx", excel.write, binary=True),
    Format("in", "SQL IN-list", ".sql", sql.write_list),
    Format("table", "Aligned table", ".txt", aligned.write, spaced=True),
)


def format_named(name: str) -> Format:
    """The format of a name.

    Raises:
        KeyError: there is none.
    """
    return {each.name: each for each in FORMATS}[name]

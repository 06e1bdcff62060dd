"""Compare how we split dumps with what psql sends: `python -m tests.sql.compare_dumps FILE…`.

Public samples, which are not part of this repository:
https://github.com/neondatabase-labs/postgres-sample-dbs, https://github.com/pthom/northwind_psql,
https://github.com/devrimgunduz/pagila.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.sql.test_psql import send_by_psql, split_by_us

_CONNECTS = re.compile(r"^\\c(onnect)?\b", re.MULTILINE)


def main(files: Sequence[str]) -> int:
    """Print the counts of each file; return 1 if a statement or a block of data differs."""
    different = False
    for name in files:
        with Path(name).open(encoding="utf-8", newline="") as file:
            script = _CONNECTS.sub(r"\\echo", file.read())
        with tempfile.TemporaryDirectory() as folder:
            expected = send_by_psql(script, Path(folder))
        found = split_by_us(script)
        different = different or found != expected
        blocks = [data for _, data in found if data is not None]
        counts = f"{len(found):,} statements, {len(blocks)} blocks of data"
        lines = f"{sum(data.count(chr(10)) for data in blocks):,} lines"
        verdict = "as psql" if found == expected else f"psql sends {len(expected):,} statements"
        sys.stdout.write(f"{name}: {counts} with {lines}: {verdict}\n")
    return int(different)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

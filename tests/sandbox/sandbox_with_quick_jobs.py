"""`dsql-tui sandbox` whose jobs take a second, and are forgotten after two."""

import sys
from pathlib import Path

from dsql_tui.sandbox.serve import Options, serve
from dsql_tui.sandbox.store.jobs import Pace

if __name__ == "__main__":
    pace = Pace(submitted=0.3, processing=0.4, kept=2.0)
    data = Path(sys.argv[sys.argv.index("--data") + 1]) if "--data" in sys.argv else None
    sys.exit(serve(Options(data=data, json=True, pace=pace)))

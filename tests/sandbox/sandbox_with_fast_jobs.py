"""`dsql-tui sandbox` with jobs of a fifth of a second, which are kept as long as in Aurora DSQL."""

import sys
from pathlib import Path

from dsql_tui.sandbox.serve import Options, serve
from dsql_tui.sandbox.store.jobs import JobTimes

if __name__ == "__main__":
    job_times = JobTimes(submitted=0.1, processing=0.1)
    data = Path(sys.argv[sys.argv.index("--data") + 1]) if "--data" in sys.argv else None
    sys.exit(serve(Options(data=data, json=True, job_times=job_times)))

"""`dsql-tui sandbox` with quick jobs (a second, forgotten after two) and metrics (every 0.2 s)."""

import sys
from pathlib import Path

from dsql_tui.sandbox.serve import Options, serve
from dsql_tui.sandbox.store.jobs import JobTimes

if __name__ == "__main__":
    job_times = JobTimes(submitted=0.3, processing=0.4, kept=2.0)
    data = Path(sys.argv[sys.argv.index("--data") + 1]) if "--data" in sys.argv else None
    sys.exit(serve(Options(data=data, json=True, job_times=job_times, sampling=0.2)))

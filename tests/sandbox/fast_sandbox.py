"""`dsql-tui sandbox` where changes of clusters are fast."""

import argparse
import sys
from pathlib import Path

from dsql_tui.dsql.releases import NEWEST
from dsql_tui.sandbox.serve import Options, serve

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--port", type=int)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--release", default=NEWEST)
    sys.exit(serve(Options(**vars(parser.parse_args()), status_delay=0.2, sampling=0.2)))

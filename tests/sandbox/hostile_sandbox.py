"""`dsql-tui sandbox` with clusters whose name AWS would reject: it controls a terminal."""

import sys
from dataclasses import replace

from dsql_tui.sandbox.control import sample_clusters
from dsql_tui.sandbox.serve import Options, serve

TITLE = "\x1b]0;title\x07\x9b987m\u202e[/b]"

if __name__ == "__main__":
    create_sample = sample_clusters._create_sample
    sample_clusters._create_sample = lambda *words, **tags: replace(
        create_sample(*words, **tags), tags={"Name": TITLE}
    )
    sys.exit(serve(Options(json=True)))

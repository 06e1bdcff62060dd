"""`dsql-tui sandbox` whose clusters have a name that AWS would refuse: it controls a terminal."""

import sys
from dataclasses import replace

from dsql_tui.sandbox.control import samples
from dsql_tui.sandbox.serve import Options, serve

TITLE = "\x1b]0;title\x07\x9b987m\u202e[/b]"

if __name__ == "__main__":
    named = samples._sample
    samples._sample = lambda *words, **tags: replace(  # type: ignore[assignment]
        named(*words, **tags), tags={"Name": TITLE}
    )
    sys.exit(serve(Options(json=True)))

"""Read templates from `templates/`: a folder for each recipe, and one for shared parts."""

from __future__ import annotations

import re
from functools import cache

_SHARED = "shared/"
_INCLUDE = re.compile(r"^«include (.+)»$", re.MULTILINE)


@cache
def read_template(folder: str, name: str) -> str:
    """Return a template with its included parts.

    A name is a path in the recipe's folder, or `shared/…`. A line `«include NAME»` stands for the
    lines of another template.

    Raises:
        FileNotFoundError: There is no such template.
    """
    # Imported here because it is slow to import and no recipe is rendered at start-up.
    from importlib.resources import files

    path = name if name.startswith(_SHARED) else f"{folder}/{name}"
    text = files(__package__).joinpath("templates", *path.split("/")).read_text("utf-8")
    return _INCLUDE.sub(lambda line: read_template(folder, line[1]).rstrip("\n"), text)

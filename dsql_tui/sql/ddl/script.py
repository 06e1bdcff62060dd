"""The script that creates a schema, or objects of it, again."""

from __future__ import annotations

from dsql_tui.sql.ddl.facts import SchemaFacts
from dsql_tui.sql.ddl.grant_section import write_grant_section
from dsql_tui.sql.ddl.write import write_statements


def write_script(facts: SchemaFacts, name: str | None = None, grants: bool = True) -> str:
    """Return a script of all statements, or of those for the objects with a name.

    Args:
        facts: The objects.
        name: The name of the only objects; `None` for all.
        grants: False to omit what roles may do.

    Returns:
        The script; empty if there is no such object.
    """
    keys = {
        each.key
        for each in facts.objects
        if name is None or (each.name == name and each.kind != "schema")
    }
    texts = [f"{each.text};\n" for each in write_statements(facts) if each.key in keys]
    if grants and (section := write_grant_section(facts, keys)):
        texts.append(section)
    return "\n".join(texts)

"""Statements that are not run on a cluster: those without effect there, and those it refuses.

Each pattern matches the first words of a statement in lower case, without OR REPLACE.
"""

from __future__ import annotations

import re


def _match_words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})(?:\s|$)")


LEFT_OUT: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("settings of the session", _match_words("set|reset|discard|show")),
    ("ownership", _match_words(r"alter .* owner to|reassign owned")),
    (
        "transactions of the script",
        _match_words("begin|start transaction|commit|end|rollback|savepoint"),
    ),
    (
        "databases: a cluster has one, postgres",
        _match_words("(create|drop|alter) (database|tablespace)|comment on database"),
    ),
    ("DROP and TRUNCATE: nothing on the cluster is removed", _match_words("drop|truncate")),
    (
        "privileges and roles: create roles with AWS IAM GRANT, then grant",
        _match_words(r"grant|revoke|alter default privileges|(create|alter) (role|user|group)"),
    ),
    ("maintenance", _match_words("vacuum|analyze|cluster|reindex|checkpoint|lock|refresh|select")),
    (
        "changes of other objects",
        _match_words(
            "alter (index|view|materialized|function|procedure|aggregate|schema|extension)"
        ),
    ),
    ("replication", _match_words("(create|alter) (publication|subscription)")),
    (
        "extension of PL/pgSQL, which is built in",
        _match_words("create extension (if not exists )?plpgsql"),
    ),
    ("languages", _match_words("create (trusted |procedural )*language")),
)
"""Statements that a cluster does not need, by the reason."""

UNSUPPORTED: tuple[tuple[str, re.Pattern[str], str], ...] = (
    (
        "triggers",
        _match_words("create (constraint |event )?trigger"),
        "Aurora DSQL has no triggers. Do in the application what the trigger did.",
    ),
    (
        "rules",
        _match_words("create rule"),
        "Aurora DSQL has no rules. Do in the application what the rule did.",
    ),
    (
        "row-level security",
        _match_words("create policy"),
        "Aurora DSQL has no row-level security: every role with SELECT sees all rows.",
    ),
    (
        "extensions",
        _match_words("create extension"),
        "Aurora DSQL has no extensions. Objects that use its types or functions fail.",
    ),
    ("aggregates", _match_words("create aggregate"), "Aurora DSQL has no user-defined aggregates."),
    (
        "operators and casts",
        _match_words("create (operator|cast|conversion|transform|collation|access)"),
        "Aurora DSQL has no user-defined operators, casts or collations.",
    ),
    (
        "full-text search",
        _match_words("create text search"),
        "Aurora DSQL has only the text search configuration “simple”.",
    ),
    (
        "code that runs once",
        _match_words("do|call|execute|prepare"),
        "The code is not run: its effects are unknown. If it changes rows, run it yourself.",
    ),
    (
        "temporary tables",
        _match_words("create (global |local )?temp(orary)? table"),
        "Aurora DSQL has no temporary tables.",
    ),
    (
        "foreign tables",
        _match_words("(create|alter) (foreign|server|user mapping)|import foreign"),
        "Aurora DSQL has no foreign tables.",
    ),
    (
        "statistics",
        _match_words("create statistics"),
        "Extended statistics are not created; queries may need them.",
    ),
)
"""Statements that a cluster refuses: the rule, the words, the reason."""

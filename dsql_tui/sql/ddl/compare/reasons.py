"""Why Aurora DSQL cannot make a change.

https://docs.aws.amazon.com/aurora-dsql/latest/userguide/alter-table-syntax-support.html
"""

from __future__ import annotations

TYPE = "The type of a column cannot change. Add another column and copy the rows."
EXPRESSION = "The expression of a column can only be dropped. Add another column."
GENERATED = "A generated column cannot be added. Create another table and copy the rows."
NOT_NULL = "NOT NULL cannot be added to a column. A CHECK (… IS NOT NULL) can replace it."
IDENTITY = "Only a bigint column that is NOT NULL can become an identity column."
PRIMARY_KEY = "A primary key cannot change. Create another table and copy the rows."
KEY_COLUMN = "A column of the primary key cannot be dropped, or become nullable."
DOMAIN = "A domain cannot change. Create another one."

ROLE = "The script drops no role. Revoke it from its identities, then use DROP ROLE."


def explain_identities(statements: list[str]) -> str:
    """Return the reason of a change of who may connect, with its statements."""
    return f"The script does not change who may connect. To do so, run {'; '.join(statements)}"


def explain_creator(creator: str, statements: list[str]) -> str:
    """Return the reason of default privileges that another role has to change."""
    return f"Only {creator} or a member of it can do so: run {'; '.join(statements)}"


def explain_dependency(name: object) -> str:
    """Return the reason of what needs something that cannot be changed or created."""
    return f"It needs {name}, which cannot be changed or created."


def explain_user(name: object) -> str:
    """Return the reason of what something else needs that cannot be changed."""
    return f"{name} needs it, and cannot be changed."

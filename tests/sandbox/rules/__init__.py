"""The rules of statements, proved as tables: what is refused how, and what only looks like it."""

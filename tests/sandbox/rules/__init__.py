"""The rules for statements, tested with tables of examples."""

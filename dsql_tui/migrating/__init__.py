"""Migrating a PostgreSQL script, such as a dump, with its rows to Aurora DSQL."""

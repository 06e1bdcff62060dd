"""Rewriting a script for PostgreSQL so that Aurora DSQL takes it, without I/O."""

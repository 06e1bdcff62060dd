"""Migrating a PostgreSQL script, and applying scripts, on screen."""

"""Edits of rows, without a server."""

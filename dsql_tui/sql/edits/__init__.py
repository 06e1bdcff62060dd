"""Edits of the rows of a result: which table they belong to, pending changes, statements."""

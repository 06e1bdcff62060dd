"""Edits of rows, from a result to the outcome of the statements that carry them out."""

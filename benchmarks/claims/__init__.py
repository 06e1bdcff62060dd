"""A check that no claim about a write is false: console, `exec` and `import` against the table."""

"""The DDL of a schema: facts of the catalog, the order of objects, and the statements."""

"""A client's session, as Aurora DSQL has it: statements, transactions, conflicts."""

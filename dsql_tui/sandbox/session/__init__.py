"""Sessions of clients, as Aurora DSQL has them: statements, transactions, conflicts."""

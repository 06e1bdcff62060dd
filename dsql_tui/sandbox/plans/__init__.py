"""PostgreSQL's plans as Aurora DSQL shows them, with what they cost."""

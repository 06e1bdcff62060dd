"""PostgreSQL's plans as Aurora DSQL shows them, with their cost."""

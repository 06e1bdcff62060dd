"""The differences between Aurora DSQL's SQL and PostgreSQL's; pure, no I/O."""

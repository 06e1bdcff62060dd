"""What Aurora DSQL makes of a statement that PostgreSQL 16 would take otherwise; pure, no I/O."""

"""The stores: PostgreSQL, started, guarded, and made to look like Aurora DSQL."""

"""PostgreSQL behind it all: started, guarded, and made to look like Aurora DSQL."""

"""The facts and rules of Aurora DSQL as pure code, without I/O."""

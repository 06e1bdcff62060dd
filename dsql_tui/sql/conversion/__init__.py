"""Converting a script for PostgreSQL into one that Aurora DSQL takes, without I/O."""

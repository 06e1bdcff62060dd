"""A dump: the schema and the rows of a cluster as one script that Aurora DSQL can run."""

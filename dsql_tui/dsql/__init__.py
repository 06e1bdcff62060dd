"""What Aurora DSQL is, as arithmetic: no sockets, no clocks, no files."""

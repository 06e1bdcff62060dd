"""A local Aurora DSQL: PostgreSQL behind a gateway with tokens, and a control plane."""

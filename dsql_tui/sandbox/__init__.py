"""A local Aurora DSQL: PostgreSQL behind a gateway that asks for tokens, and a control plane."""

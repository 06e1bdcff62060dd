"""The gateway to all clusters: TLS, tokens, admission."""

"""The door to all clusters: TLS, the token, who is let in."""

"""PostgreSQL's protocol: bytes, connections, and the errors of an opening."""

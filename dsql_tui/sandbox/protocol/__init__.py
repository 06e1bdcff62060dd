"""PostgreSQL's protocol, as bytes and as connections, and how a session is refused in it."""

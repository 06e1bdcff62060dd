"""Query results: rows kept as libpq received them, and decoded when they are shown."""

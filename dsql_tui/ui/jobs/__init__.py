"""The page of asynchronous jobs."""

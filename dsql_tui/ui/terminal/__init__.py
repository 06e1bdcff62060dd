"""The terminal: its driver, paste, suspend and control characters."""

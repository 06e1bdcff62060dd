"""Opening a session from a screen."""

"""The comparison of schemas on screen."""

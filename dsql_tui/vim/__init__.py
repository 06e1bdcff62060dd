"""A vim mode: from a text, a cursor and a key to edits and a new state, without a screen."""

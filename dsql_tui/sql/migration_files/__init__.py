"""Migration scripts: the files that other tools name and mark, and the transactions they need."""

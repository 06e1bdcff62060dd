"""The SQL editor and the bars below it."""

"""Query plans: parse EXPLAIN's text, measure it, name problems, and compare two plans."""

"""Two schemas: their differences, and the script that brings one to the other."""

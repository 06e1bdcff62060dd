"""The descriptions of all recipes, a module for each language or kind of program."""

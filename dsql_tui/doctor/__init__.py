"""What is wrong, from Python to the first SELECT: one step after another, each with its remedy."""

"""SQL as text: where statements begin and end, and how they are coloured."""

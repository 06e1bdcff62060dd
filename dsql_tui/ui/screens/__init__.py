"""What is next to what, and who hears whom."""

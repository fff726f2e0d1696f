"""What people have reported, and what became of it."""

"""How the server is doing, at a glance."""

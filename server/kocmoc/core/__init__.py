"""The floor every room stands on. It knows no room."""

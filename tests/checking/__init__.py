"""What every page is held to, and the client that does it."""

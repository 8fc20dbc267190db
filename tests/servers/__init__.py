"""Real servers that the tests start and stop: PostgreSQL, an SMTP sink, the program itself."""

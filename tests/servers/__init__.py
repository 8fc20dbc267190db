"""Real servers that tests start and stop: PostgreSQL, Redis, an SMTP sink, the program itself."""

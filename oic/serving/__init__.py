"""The processes: web server, worker, and the one command that runs both."""

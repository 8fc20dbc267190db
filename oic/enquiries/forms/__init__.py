"""What people at the desk may type about enquiries."""

"""What a person may type about reception hours."""

"""Every question asked about reception hours and appointments."""

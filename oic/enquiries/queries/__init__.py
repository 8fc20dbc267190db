"""Every question asked of the register."""

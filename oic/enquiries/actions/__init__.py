"""Every verb that changes the register: the rules live here."""

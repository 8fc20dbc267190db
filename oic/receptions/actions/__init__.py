"""Every verb of reception hours and appointments; the rules live here."""

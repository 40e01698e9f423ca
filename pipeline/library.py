"""provenote from other programs."""

"""How a batch is spread. One machine for now: `local`."""

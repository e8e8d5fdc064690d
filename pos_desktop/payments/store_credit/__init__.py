"""Store credit."""

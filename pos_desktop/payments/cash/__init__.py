"""Cash."""

"""Cash of another currency."""

"""Ways of paying, one folder each."""

"""Hardware on the counter: one Protocol, one registry and one complete fake for each family."""

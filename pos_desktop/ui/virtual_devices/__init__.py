"""Windows of the devices that exist on the screen only."""

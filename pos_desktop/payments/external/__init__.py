"""A card terminal beside the register that is not connected to it."""

"""What the virtual devices, terminals and shops that ship with the product have in common."""

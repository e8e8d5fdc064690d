"""Complete stand-ins for hardware: they ship with the product and speak the real protocols."""

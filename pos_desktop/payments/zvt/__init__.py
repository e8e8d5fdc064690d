"""Card terminals that speak ZVT, on the counter's own network or a serial port."""

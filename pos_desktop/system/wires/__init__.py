"""The wires to devices on the counter: bytes out and in with times of their own, for every family alike."""

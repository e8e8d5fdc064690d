"""What a person at the register can ask for, and the ports those requests need."""

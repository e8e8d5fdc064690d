"""What the machine underneath offers: places on disk, keyring, log, clock, the single running copy."""

"""What carries paid orders and stock to the platforms and brings their changes back, in the background."""

"""Gift cards of a connected online shop: the shop keeps the balance, the register takes from it and gives back."""

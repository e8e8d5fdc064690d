"""The cashier's screen: theme, controls, screens and the window that holds them."""

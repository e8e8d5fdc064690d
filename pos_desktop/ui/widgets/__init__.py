"""Controls and painted views of the register, each drawn from the tokens alone."""

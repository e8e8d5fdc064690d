"""What every e-commerce platform is to the register: one Protocol, and the values that go in and out of it.

A platform does what it is asked for and says what became of it, in these shapes and in four kinds of trouble.
It never decides what a conflict means. Amounts are minor units, quantities thousandths, moments UTC. `ref` is
always the platform's own id, as a text.
"""

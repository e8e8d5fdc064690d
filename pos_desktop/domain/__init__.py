"""The trade's rules: money, tax, tickets, orders, shifts. Standard library only, no I/O, no clock."""

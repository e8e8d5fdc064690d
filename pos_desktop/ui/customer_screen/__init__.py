"""The second screen: what the customer sees while goods are taken and paid."""

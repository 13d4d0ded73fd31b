"""The outbox: what kinds of messages there are, and each of them."""

"""What may happen. Verbs never commit; they compose inside the caller's write unit."""

"""What may be taken and who waits: questions, and the lock."""

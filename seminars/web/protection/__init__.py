"""Whether a form was sent from a page of ours: where it came from, what its door asks, and what becomes of it."""

"""What an organiser finds in the morning: how each seminar stands, what needs them, and what happened lately."""

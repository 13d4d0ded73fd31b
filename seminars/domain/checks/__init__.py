"""What must hold, and what does not: `seminars check`."""

"""What organisers put right in registrations: a dead address, and two of one person."""

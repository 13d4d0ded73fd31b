"""What organisers do with a seminar."""

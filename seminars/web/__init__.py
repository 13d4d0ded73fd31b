"""What every page needs, whoever asks for it."""

"""Who registered for a seminar, and where that stands."""

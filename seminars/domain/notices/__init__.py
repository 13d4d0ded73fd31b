"""What the contact of a registration is told."""

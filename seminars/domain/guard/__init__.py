"""How often somebody may do something, and how odd it looks."""

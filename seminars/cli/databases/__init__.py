"""backup, restore and move-database."""

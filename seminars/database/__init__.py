"""The engine, units of work, and copies of whole databases."""

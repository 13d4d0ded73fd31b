"""TOML that people write (settings, places, series): read by key, with every mistake named at its place."""

"""Bytes from values: calendars, tables, paper. Pure; nothing here asks the database or the request."""

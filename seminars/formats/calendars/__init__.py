"""Calendars as other programs read them (RFC 5545, 5546), and links into them."""

"""Roles in words: what each is called and allows, and where it holds."""

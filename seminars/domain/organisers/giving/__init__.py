"""Giving roles: who may, by offering them, changing them and ending them."""

"""Migrations of the shop, up to release r1."""

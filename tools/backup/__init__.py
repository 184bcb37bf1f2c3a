"""Backup and restore: one file of everything that cannot be made again from the documents' folder."""

"""Devices, their position history, and who was where."""

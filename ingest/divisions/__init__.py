"""Divisions: code history, polygons, boundary lines and markers, and what is drawn of them."""

"""From an empty machine to a place where the platform runs; standard library only.

Run by the system's own Python as `python3 -m deploy.bootstrap run|serve|test|check`. It looks for
what is missing (PostgreSQL with PostGIS, a virtual environment, Node, the built web map; to serve
many users nginx; for tests also a browser), installs just that, and does nothing where all is
there.
"""

"""The fictional business lines of the sample: people on the land, and what offices report of them.

Every line has its module with rows; `folder.py` writes all of them and names them in sources.toml.
"""

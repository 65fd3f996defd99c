"""The report of one line and one round: pictures, tables, files and the verification values."""

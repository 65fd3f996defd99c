"""Series of values over HTTP: questions, and answers as JSON, CSV, Parquet and a drawing."""

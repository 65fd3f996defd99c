"""Series of indicators over HTTP: as JSON, CSV, Parquet, Arrow and as a drawing; warnings."""

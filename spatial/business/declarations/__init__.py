"""Declarations of datasets: what a business line reports, and what it means."""

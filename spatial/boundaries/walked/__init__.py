"""What tracks prove of a line: coverage, visits, results of inspections, remarks about tracks."""

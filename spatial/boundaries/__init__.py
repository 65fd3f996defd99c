"""Boundaries (行政区域界线): the register, joint inspections, coverage and the evidence."""

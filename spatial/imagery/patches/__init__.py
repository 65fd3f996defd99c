"""Suspected patches (疑似图斑): found, checked in the field, decided (R6.5)."""

"""Classes, grades and actions of what the platform hands out (accounts and audit come here)."""

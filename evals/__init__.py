"""Measuring the product: `python -m evals`."""

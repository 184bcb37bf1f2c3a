"""The commands of `python -m evals`, each beside what it runs."""

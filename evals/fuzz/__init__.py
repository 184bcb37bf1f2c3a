"""Fuzzing: whatever bytes come in from outside, and whatever is typed, is read or refused with what to do next."""

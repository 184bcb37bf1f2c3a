"""One check a file; each enters itself in `tools.doctor.CHECKS`."""

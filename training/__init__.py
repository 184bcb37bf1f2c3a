"""Training of the reader: questions to examples, examples to weights, weights to figures and a calibration."""

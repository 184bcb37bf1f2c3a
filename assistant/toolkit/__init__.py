"""The toolbox as programs call it: what each tool takes and gives, in words and as values; one catalogue for all."""

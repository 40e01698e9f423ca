"""The stages, in order: ask, check, ground, verify, brief. Pure: values in, values out."""

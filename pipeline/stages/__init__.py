"""The stages, in order: ask, check, ground, verify, doubt, reconcile, narrate, brief. Pure: values in,
values out.
"""

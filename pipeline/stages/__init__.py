"""The stages, in order. Pure: values in, values out.

ask, check, ground, verify, doubt; then, over many articles: reconcile, narrate, brief.
"""

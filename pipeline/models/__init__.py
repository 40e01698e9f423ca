"""The edge to the models: each of these answers a `Request` with a `Reply`.

endpoint.py     any OpenAI-compatible endpoint, over the openai SDK
recordings/     answers kept in a folder: recorded once, replayed for ever
local.py        the small model that runs on this machine: fetched, checked, served on loopback
"""

"""The edge to the models: each of these answers a `Request` with a `Reply`.

choose       which of them is asked
recordings/  answers kept in a folder: recorded once, replayed for ever
endpoint     any OpenAI-compatible endpoint, one request at a time
local        the small model that runs on this machine: fetched, checked, served on loopback

Under the endpoint lie `client` (the connection), `completion` (what goes over the wire), `features`
(what an endpoint takes), `faults` and `patience` (what goes wrong, and when to ask again), `pace`
(how fast), `meter` and `prices` (what it costs, and the budget).
"""

"""The place *People*: the accounts, and what happened at each of them in the order of time.

Purpose: let somebody look up one account and read its whole history.
Reads: accounts, timelines and the titles of the reference map, through the front.
Writes: nothing.
Used by: web.application.
"""

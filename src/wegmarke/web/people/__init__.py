"""The place *People*: accounts and persons, what happened at each of them, and plans of what would change.

Purpose: let somebody look up one account or person, understand it, and see a change before it is made.
Reads: accounts, persons, records and the titles of the reference map, through the front.
Writes: nothing itself; acts under a plan go through the front.
Used by: web.application, web.front.
"""

"""From where a request came, when reverse proxies stand in front of the server."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence


def client_address(peer: str, forwarded: Sequence[str], proxies: int) -> str:
    """Return the address of whoever sent a request.

    Each proxy adds to `X-Forwarded-For` whom it heard from. Only what our own proxies added is believed: with two of
    them the last two entries. What stands before may be invented by anybody.

    >>> client_address("127.0.0.1", ["1.1.1.1, 203.0.113.9"], 1)
    '203.0.113.9'
    >>> client_address("127.0.0.1", ["1.1.1.1, 203.0.113.9"], 0)
    '127.0.0.1'

    Args:
        peer: the other end of the connection.
        forwarded: values of the header, in the order of the request.
        proxies: how many reverse proxies of ours stand in front.
    """
    hops = [hop.strip() for value in forwarded for hop in value.split(",")]
    if not proxies or len(hops) < proxies:
        return _network(peer)
    return _network(hops[-proxies])


def _network(text: str) -> str:
    """Return an address in one form; of an IPv6 address the network, as devices change the rest during the day."""
    host = text.partition("]")[0].lstrip("[") if text.startswith("[") else text
    if host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))
    return str(address)

"""How many times may be held from one network address: a guard against somebody who empties the calendar."""

import hashlib
import ipaddress

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from legal_services.errors.booking import TooManyHolds

HOLDS_AN_HOUR = 40
"""From one address, by visitors without an account: enough for a dormitory or an office behind one address."""
HOUR = 3600
IPV6_SUBNET = 64
"""The part of an IPv6 address that one household or office has."""


def refuse_too_many(request: HttpRequest) -> None:
    """Count one more time held from the visitor's address, and raise TooManyHolds beyond the limit.

    People with an account are not counted. Without the cache nobody is refused.
    """
    if request.user.is_authenticated:
        return
    network = _network_of(get_adapter().get_client_ip(request))
    key = f"legal-holds:{hashlib.sha256(network.encode()).hexdigest()}"
    cache.add(key, 0, HOUR)
    try:
        held = cache.incr(key)
    except ValueError:
        return
    if held > HOLDS_AN_HOUR:
        raise TooManyHolds


def _network_of(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return (
        str(ipaddress.ip_network((address, IPV6_SUBNET), strict=False))
        if isinstance(parsed, ipaddress.IPv6Address)
        else address
    )

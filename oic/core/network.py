"""Network addresses, as limits count them."""

from ipaddress import IPv6Address, ip_address, ip_network


def customer(address: str) -> str | None:
    """Whom an address stands for: an IPv4 itself, an IPv6 its /64, which one customer has whole.

    An IPv4 address written as IPv6 is the same as plain. None for what is no address.
    """
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    if not isinstance(known, IPv6Address):
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ip_network((known, 64), strict=False))

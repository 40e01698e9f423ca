"""Where a reader may go: hosts are looked up, and their addresses judged."""

import ipaddress
import socket
from collections.abc import Callable, Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]
"""A host and a port -> its addresses, as text. Raises OSError."""
Allow = Callable[[Address], bool]
"""Whether an address may be connected to."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class FetchError(Exception):
    """Nothing can be fetched: why, as a `Problem` says it.

    Attributes:
        transient: Another attempt may help.
        wait: Seconds that the server asks to wait before it.
        absent: There is nothing at the address; what is no error for a robots.txt.
    """

    def __init__(
        self, message: str, *, transient: bool = False, wait: float = 0.0, absent: bool = False
    ) -> None:
        """The message is one lower-case sentence."""
        super().__init__(message)
        self.transient = transient
        self.wait = wait
        self.absent = absent


def is_public(address: Address) -> bool:
    """Whether an address is one of the public Internet: not private, loopback, reserved, ...

    An IPv6 address that stands for one of IPv4 (mapped, NAT64, 6to4) is judged as that.
    """
    if isinstance(address, ipaddress.IPv6Address):
        meant = _meant(address)
        if meant is not None:
            return is_public(meant)
        if address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def everywhere(_: Address) -> bool:
    """Allow any address (`--allow-private`)."""
    return True


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, as the system finds them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def permitted(host: str, port: int, resolve: Resolve, allow: Allow) -> list[str]:
    """The addresses of a host, all of which may be connected to.

    Raises:
        FetchError: It has none, or one that is not allowed.
    """
    try:
        found = resolve(host, port)
    except socket.gaierror as error:
        again = error.errno == socket.EAI_AGAIN
        raise FetchError(
            f"no host of the name {host} is found; check the address", transient=again
        ) from error
    except (OSError, UnicodeError) as error:
        raise FetchError(f"its host cannot be called {host}; check the address") from error
    for text in found:
        if not allow(ipaddress.ip_address(text)):
            raise FetchError(
                f"its host {host} is in a private or reserved network ({text}); "
                "use --allow-private if it may be read"
            )
    return list(found)


def _meant(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour

"""Addresses: the centre's own, and the reply address that finds its way back.

A reply address is plus-addressed (RFC 5233): ``oic+TOKENmac@example.bg``. The mac is a short
HMAC with the secret key, so that nobody can make up an address that opens somebody's enquiry.
Mail systems may change the case of letters: tokens for replies should be lower-case.
"""

import base64
import hashlib
import hmac

from flask import current_app

from oic.web.pages import settings

_MAC_LENGTH = 10  # 50 bits: an attacker would have to send some 10¹⁵ letters


def mail_domain(address: str) -> str:
    """The domain of an address in ASCII (IDNA); ``localhost`` where there is none."""
    return ascii_domain(address.rpartition("@")[2]) or "localhost"


def ascii_domain(domain: str) -> str:
    """A domain as servers know it: община.бг → xn--80abvuc1e.xn--90ae. Unfit ones are empty."""
    try:
        return domain.strip().encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def reply_address(token: str) -> str:
    """The centre's address that carries a token; an empty token gives the plain address."""
    local, _, domain = settings().centre_email.strip().rpartition("@")
    if not token:
        return f"{local}@{ascii_domain(domain)}"
    return f"{local}+{token}{_mac(token)}@{ascii_domain(domain)}"


def verify_reply_address(address: str) -> str | None:
    """The token that an address carries, or None when it carries none of ours.

    The domain is not looked at: a mailbox may be reached by several.
    """
    local = address.strip().strip("<>").rpartition("@")[0]
    carried = local.rpartition("+")[2] if "+" in local else ""
    token, mac = carried[:-_MAC_LENGTH], carried[-_MAC_LENGTH:].lower()
    if not token or not mac.isascii() or not hmac.compare_digest(mac, _mac(token)):
        return None
    return token


def _mac(token: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    digest = hmac.digest(key, b"reply-to:" + token.lower().encode(), hashlib.sha256)
    return base64.b32encode(digest).decode("ascii").lower()[:_MAC_LENGTH]

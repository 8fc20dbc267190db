"""S/MIME letters whose text stands inside their signature (RFC 8551, 3.5.2: smime.p7m)."""

from asn1crypto.cms import ContentInfo


def inside(content: bytes) -> bytes | None:
    """The signed message, as MIME; None for what is encrypted or is no such thing.

    The signature is not checked: the file stays beside what was read, for whoever wants to.
    """
    try:
        info = ContentInfo.load(content)
        if info["content_type"].native != "signed_data":
            return None
        inner = info["content"]["encap_content_info"]["content"]
        return bytes(inner.native) if inner.native is not None else None
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError):
        return None  # what asn1crypto says of bytes that are something else

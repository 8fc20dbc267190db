"""The icons that pages use: their names, and the small sprite made of them.

Bootstrap's sprite holds two thousand icons in a megabyte. The program sends only those listed
here, once, under an address that browsers keep for ever. An icon that a template uses and that is
not listed fails tests/web/test_icons.py, and at once where the page is made.
"""

import re

ICONS = frozenset(
    """
    archive arrow-clockwise arrow-counterclockwise arrow-down arrow-left arrow-left-right
    arrow-repeat arrow-return-left arrow-right arrow-up at bank bar-chart bell book bookmark
    box-arrow-in-right box-arrow-right box-arrow-up-right briefcase broadcast building
    calendar3 calendar-check calendar-event calendar-plus calendar-week calendar-x card-checklist
    card-list chat-left-text chat-quote check check2 check2-all check2-circle check2-square
    check-circle check-lg chevron-double-left chevron-double-right chevron-down chevron-left
    chevron-right chevron-up circle clipboard clipboard-check clock clock-history collection
    columns-gap dash-circle dash-lg diagram-3 display door-open download easel envelope
    envelope-check envelope-open envelope-paper envelope-slash envelope-x exclamation-circle
    exclamation-diamond exclamation-octagon exclamation-triangle eye eye-slash
    file-earmark file-earmark-arrow-down file-earmark-excel file-earmark-image file-earmark-pdf
    file-earmark-spreadsheet file-earmark-text file-earmark-zip flag folder2-open forward funnel
    gear geo-alt globe globe2 grid hand-thumbs-up hand-thumbs-down hourglass hourglass-split house
    inbox inboxes info-circle journal-bookmark journal-check journal-plus journal-text key keyboard
    layout-sidebar layout-sidebar-inset lightbulb lightning link link-45deg list list-check
    list-task list-ul lock mailbox map megaphone mic mortarboard newspaper node-plus
    paperclip patch-check pause-circle pencil pencil-square people person person-badge
    person-check person-circle person-dash person-exclamation person-gear person-lines-fill
    person-plus person-slash person-vcard person-walking person-workspace person-x phone pin
    pin-angle play-circle plus plus-circle plus-lg printer qr-code question-circle receipt reply
    reply-all save search send send-check send-exclamation send-x shield-check shield-lock shop
    shuffle signpost signpost-split slash-circle sliders sort-down sort-up speedometer2 star
    star-fill stop-circle stopwatch sun tag tags telephone telephone-forward telephone-inbound
    telephone-outbound three-dots three-dots-vertical toggles translate trash tree truck unlock
    upload wifi-off window-stack x x-circle x-lg
    """.split()
)

_SYMBOL = re.compile(r'<symbol class="bi bi-[^"]*" viewBox="([^"]*)" id="([^"]*)">(.*?)</symbol>')


def sprite(symbols: str) -> str:
    """Bootstrap's sprite cut down to :data:`ICONS`. Raises LookupError for one it does not have."""
    found = {name: (box, body) for box, name, body in _SYMBOL.findall(symbols)}
    absent = ICONS - found.keys()
    if absent:
        message = f"Bootstrap Icons has no {', '.join(sorted(absent))}"
        raise LookupError(message)
    inner = "".join(
        f'<symbol id="{name}" viewBox="{found[name][0]}">{found[name][1]}</symbol>'
        for name in sorted(ICONS)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg" fill="currentColor">{inner}</svg>'


def listed(name: str) -> str:
    """The name, if it is listed; LookupError that says where to list it if not."""
    if name not in ICONS:
        message = f"icon {name!r} is not listed in oic/web/icons.py"
        raise LookupError(message)
    return name

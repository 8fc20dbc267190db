"""By what headers and words machines' letters are known. Each is bounded and anchored."""

import re

MACHINE_SENDERS = re.compile(
    r"\A(?:mailer-?daemon|mail-?daemon|postmaster|mdaemon|mail-?system|mail\.system"
    r"|microsoftexchange[0-9a-f]{32})(?:[+.-][^@]*)?@",
    re.IGNORECASE,
)
NOT_TO_ANSWER = re.compile(
    r"\A(?:mailer-?daemon|postmaster|mdaemon|no-?_?reply|no\.reply|do[-_.]?not[-_.]?reply"
    r"|bounces?|listserv|majordomo|list-?manager|owner-[^@]*|[^@]*-(?:request|owner|bounces?)"
    r"|(?:bounces?|prvs|btv1)[+=-][^@]*|noreply[+.-][^@]*|auto-?(?:reply|responder)|daemon"
    r"|nobody|root|uucp|notifications?)@",
    re.IGNORECASE,
)
BOUNCE_SUBJECT = re.compile(
    r"\s{0,5}(?:undeliver(?:ed|able)|delivery (?:status notification|failure|has failed|report)"
    r"|mail (?:delivery (?:failed|failure|system)|failure)|failure notice"
    r"|returned mail|returned to sender"
    r"|mail could not be delivered|non-?deliver|message not delivered|unzustellbar"
    r"|nicht zustellbar|non remis|échec de la remise|не\s?доставен|недоставен|неуспешна доставка"
    r"|неуспешно доставяне|не удалось доставить|недоставленное|сообщение не доставлено)",
    re.IGNORECASE,
)
DELAY_SUBJECT = re.compile(
    r"\s{0,5}(?:delivery status notification \(delay\)|warning: (?:could not send|message)"
    r"|delayed mail|delivery delayed|message delayed|забавена доставка|задержка доставки)",
    re.IGNORECASE,
)
OUT_OF_OFFICE = (
    r"(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response|answer)|out of (?:the )?office"
    r"|ooo|автоматичен отговор|автоотговор|извън офиса|отсъствам"
    r"|извън офис|в отпуск|автоответ|автоматический ответ|abwesenheits(?:notiz|assistent)"
    r"|abwesend|automatische antwort|réponse automatique|absence du bureau|absent du bureau"
    r"|respuesta automática|fuera de la oficina|risposta automatica|automatisch antwoord"
    r"|autorespuesta|autoreply|autosvar|odpowiedź automatyczna)"
)
OUT_OF_OFFICE_SUBJECT = re.compile(
    rf"\s{{0,5}}{OUT_OF_OFFICE}(?:\s{{0,5}}[:\]]|\s{{0,5}}\Z)", re.IGNORECASE
)
"""At the very beginning, and before a colon or alone: a person may ask about one."""
RECEIPT_SUBJECT = re.compile(
    r"\s{0,5}(?:read|delivered|прочетено|доставено|прочитано|gelesen|lu)\s{0,2}:", re.IGNORECASE
)
QUOTED_ID = re.compile(
    r"^[ \t>]{0,20}message-id:\s{0,20}(<[^<>\s]{3,400}>)", re.IGNORECASE | re.MULTILINE
)
ADDRESS = re.compile(r"[^\s<>()\[\]\"',;:]{1,200}@[^\s<>()\[\]\"',;:]{1,250}")
ADDRESS_OF_LINE = re.compile(
    rf"^[ \t]{{0,20}}<?({ADDRESS.pattern})>?[ \t]{{0,5}}(?::|\.\.\.|<mailto:|$)", re.MULTILINE
)
STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
"""RFC 3463; not a piece of an IP address."""
REPLY_CODE = re.compile(r"(?:^|[\s:(#])[45]\d\d[ -]")
"""RFC 5321, 4.2."""
COPY_BEGINS = re.compile(
    r"^[ \t>]{0,20}(?:return-path|received|from|message-id|delivered-to):",
    re.IGNORECASE | re.MULTILINE,
)
"""Where the headers of the letter that came back begin in a text."""
QUOTES = re.compile(
    r"^[ \t]{0,5}(?:>|-{2,20}[ \t]?(?:original message|forwarded|оригинално|препратено)"
    r"|(?:from|от|von|de|от кого):[ \t])",
    re.IGNORECASE | re.MULTILINE,
)
"""Somebody's words under which an older letter stands."""
NOT_DISPLAYED = re.compile(rb"^disposition:(?![^\n]{0,300}displayed)", re.IGNORECASE | re.MULTILINE)
BULK = frozenset({"bulk", "list", "junk"})
ANSWERS = frozenset({"auto_reply", "auto-reply"})
OUR_ID = re.compile(r"<[0-9a-f]{32}@([^<>\s@]{1,255})>")
LIST_HEADERS = ("List-Id", "List-Unsubscribe", "List-Post", "List-Help", "List-Owner")
CAMPAIGNS = ("Feedback-ID", "X-Mailchimp-Campaign-Id", "X-Campaign", "X-CampaignId", "X-MC-User")

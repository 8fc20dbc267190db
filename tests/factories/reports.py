"""What machines write about letters, as the usual mail servers and programs write it."""


def report(
    *,
    action: str = "failed",
    status: str = "5.1.1",
    recipient: str = "ani@example.bg",
    diagnostic: str = "smtp; 550 5.1.1 User unknown",
    message_id: str = "<ours@oic.example.bg>",
    subject: str = "Undelivered Mail Returned to Sender",
    sender: str = "MAILER-DAEMON@mx.example.bg (Mail Delivery System)",
) -> bytes:
    """A delivery status notification by RFC 3464, as Postfix writes it."""
    return f"""Return-Path: <>
From: {sender}
Subject: {subject}
To: oic@oic.example.bg
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.bg
X-Postfix-Queue-ID: 4F
Arrival-Date: Tue, 10 Mar 2026 09:00:00 +0200 (EET)

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Diagnostic-Code: {diagnostic}

--B
Content-Type: message/rfc822

From: oic@oic.example.bg
To: {recipient}
Message-ID: {message_id}
Subject: Otgovor

hello
--B--
""".encode()


EXIM = b"""Return-Path: <>
X-Failed-Recipients: ani@example.bg
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.example.bg>
To: oic@oic.example.bg
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1abc@mx.example.bg>

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ani@example.bg
    host mx.example.bg [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<ani@example.bg>:
    550 5.1.1 <ani@example.bg>: Recipient address rejected

------ This is a copy of the message, including all the headers. ------

Message-ID: <ours@oic.example.bg>
From: oic@oic.example.bg
"""
QMAIL = b"""Return-Path: <>
From: MAILER-DAEMON@mx.example.bg
To: oic@oic.example.bg
Subject: failure notice

Hi. This is the qmail-send program at mx.example.bg.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ani@example.bg>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Return-Path: <oic@oic.example.bg>
Message-ID: <ours@oic.example.bg>
Subject: hello
"""
OUT_OF_OFFICE = """From: Ани Петрова <ani@example.bg>
To: oic@oic.example.bg
Subject: Автоматичен отговор: Отговор на Вашето запитване
In-Reply-To: <ours@oic.example.bg>
Auto-Submitted: auto-replied
X-Auto-Response-Suppress: All
Content-Type: text/plain; charset=utf-8

В отпуск съм до 20 март.
""".encode()
READ = """From: ani@example.bg
To: oic@oic.example.bg
Subject: Read: Отговор
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary="B"

--B
Content-Type: text/plain

Your message was read.
--B
Content-Type: message/disposition-notification

Reporting-UA: mail.example.bg
Final-Recipient: rfc822;ani@example.bg
Original-Message-ID: <ours@oic.example.bg>
Disposition: manual-action/MDN-sent-manually; displayed
--B--
""".encode()

"""Whole replies as many programs send them, folded below the new text."""

import pytest

from oic.mail.trimming.pieces import new_text

NEW = "Да, потвърждавам."

REPLIES = {
    "attribution name only date": ("On Oct 5, 2026, John Doe wrote:\n\n> q"),
    "attribution name only date without signs": ("On Mon, Oct 5, 2026, John Doe wrote:\n\nq text"),
    "attribution multi": (
        "On Mon, Oct 5, 2026 at 10:12 AM, Somebody With A Long Name <\n"
        "somebody.with.a.long.address@subdomain.example.org>\nwrote:\n\n>\n> q"
    ),
    "wrote name digits": (
        'On Oct 5, 2026 10:12, "Doe, John (External)" <a@example.bg> wrote:\n\nq'
    ),
    "french": (
        "Le mar. 6 oct. 2026 à 10:12, Jean de la Tour via Support\n"
        "<support@example.org> a écrit :\n\nq"
    ),
    "plain headers de": (
        "Von: A [mailto:a@example.bg] \nGesendet: Montag, 5. Oktober 2026 10:12\n"
        "An: B\nCc: 'C'; 'D'\nBetreff: AW: x\nWichtigkeit: Hoch\n\nq"
    ),
    "fr no accents": ("De : A\nEnvoye : lundi\nA : B\nObjet : x\n\nq"),
    "rule und text": (
        "_____________________________\nFrom: A <a@example.bg>\n"
        "Sent: Monday, October 5, 2026 10:12 AM\nSubject: Re: x\nTo: B\n\n\nq"
    ),
    "sent bold inline": (
        "*From:* A [mailto:a@example.bg] *Sent:* Monday, October 5, 2026\n*To:* B\n"
        "*Subject:* x\n\nq"
    ),
    "de bold": ("*Von:* A\n*Gesendet:* Montag\n*An:* B\n*Betreff:* x\n\nq"),
    "yahoo forwarded": (
        '----- Forwarded Message -----\nFrom: "A" <a@example.bg>\n'
        'To: "B" <b@example.bg>\nSent: Monday, October 5, 2026 10:12\nSubject: x\n\nq'
    ),
    "yahoo classic": (
        "________________________________\n From: A <a@example.bg>\n"
        "To: B <b@example.bg> \nSent: Monday, October 5, 2026 10:12 AM\n"
        "Subject: Re: x\n \n\nq"
    ),
    "groupwise": (">>> A B <a@example.bg> 10/5/2026 10:12 AM >>>\nq\n"),
    "groupwise2": ('>>> "A B" 05.10.2026 10:12 >>>\nq line\n'),
    "exchange inline": (
        "-----Original Message-----\nFrom: A\nPosted At: Monday\nPosted To: x\n"
        "Conversation: y\nSubject: z\n\nq"
    ),
    "roundcube": ("On 2026-10-05 10:12, A B wrote:\n> q"),
    "roundcube bg": ("На 2026-10-05 10:12, А Б написа:\n> q"),
    "squirrel": ("> q1\n> q2\n"),
    "kmail": ("On Monday 05 October 2026 10:12:00 A B wrote:\n> q"),
    "evolution": ("On Mon, 2026-10-05 at 10:12 +0300, A B wrote:\n> q"),
    "evolution forwarded": (
        "-------- Forwarded Message --------\n> From: A <a@example.bg>\n> To: B\n"
        "> Subject: x\n> \n> q"
    ),
    "claws": ("On Mon, 5 Oct 2026 10:12:00 +0300\nA B <a@example.bg> wrote:\n\n> q"),
    "gnus": ('>>>>> "A" == A B <a@example.bg> writes:\n\nA> q1\nA> q2\n'),
    "tb original": (
        "-------- Original-Nachricht --------\nBetreff: x\n"
        "Datum: Mon, 5 Oct 2026 10:12:00 +0300\nVon: A <a@example.bg>\nAn: B\n\nq"
    ),
    "airmail": ("On 5 October 2026 at 10:12:00, A B (a@example.bg) wrote:\n\n> q"),
    "spark": ("On 5 Oct 2026, 10:12 +0300, A B <a@example.bg>, wrote:\n> q"),
    "spark without signs": ("On 5 Oct 2026, 10:12 +0300, A B <a@example.bg>, wrote:\n\nq"),
    "hey": ("On October 5, 2026, A B <a@example.bg> wrote:\n\nq"),
    "missive": ("On October 5, 2026 at 10:12 AM GMT+3 a@example.bg wrote:\n\nq"),
    "superhuman": (
        "Sent via Superhuman ( https://sprh.mn/?vip=a@example.bg )\n\n"
        "On Mon, Oct 05, 2026 at 10:12 AM, A B < a@example.bg > wrote:\n\n> q"
    ),
    "front": ("On Oct 5, 2026, 10:12 AM +0300, A B <a@example.bg>, wrote:\n\n> q"),
    "tutanota": (
        "-- \nSecured with Tuta Mail:\nhttps://tuta.com/free-email\n\n"
        "5 Oct 2026, 10:12 by a@example.bg:\n\n> q"
    ),
    "tuta without signs": ("5 Oct 2026, 10:12 by a@example.bg:\n\nq"),
    "fastmail": ("On Mon, Oct 5, 2026, at 10:12 AM, A B wrote:\n> q"),
    "proton bg": (
        "Изпратено с Proton Mail защитена поща.\n\n"
        "В понеделник, октомври 5, 2026 в 10:12, А <a@example.bg> написа:\n\n> q"
    ),
    "proton sent": (
        "Sent with [Proton Mail](https://proton.me/) secure email.\n\n"
        "------- Original Message -------\n"
        "On Monday, October 5th, 2026 at 10:12 AM, A <a@example.bg> wrote:\n\n> q"
    ),
    "android": ("A B <a@example.bg> wrote:\n\n>q\n"),
    "android without signs": ("A B <a@example.bg> wrote:\n\nq text\n"),
    "samsung de": (
        "Von meinem Samsung Gerät gesendet.\n\n"
        "-------- Ursprüngliche Nachricht --------\nVon: A\nDatum: 05.10.26\nq"
    ),
    "huawei": ("-------- Original message --------\nq"),
    "newsletter": (
        "You are receiving this because you were mentioned.\n"
        "Reply to this email directly, view it on GitHub, or mute the thread.\n"
    ),
    "jira": ("--\nThis message was sent by Atlassian Jira\n(v8)\n"),
    "zendesk": ("##- Bitte geben Sie Ihre Antwort oberhalb dieser Zeile ein. -##\n\nq"),
    "freshdesk": ("On Mon, 5 Oct at 10:12 AM , Support <support@example.com> wrote:\n\nq"),
    "help scout": ("--\n\nOn Mon, Oct 5, 2026 at 10:12 AM EEST, A B <a@example.bg> wrote:\n\nq"),
    "intercom": ("-- Please reply above this line --\nq"),
    "basecamp": ("--- Write ABOVE THIS LINE to post a reply or view this on Basecamp ---\nq"),
    "wrapped above": ("=-=-=-=-= Please reply above this line\nto respond =-=-=-=\nq"),
    "html blank lines": ("On Mon, Oct 5, 2026 at 10:12 AM\n\nA B <a@example.bg>\n\nwrote:\n\n> q"),
    "reply above below attribution with quote": (
        "On Mon, Oct 5, 2026 at 10:12 AM A B <a@example.bg> wrote:\n\n"
        "> ##- Please type your reply above this line -##\n>\n> q\n"
    ),
    "wrapped thrice": (
        "On Mon, Oct 5, 2026 at 10:12 AM, A B via\ntracker <\na@example.bg>\nwrote:\n\n> q"
    ),
    "from+sent one space": (" From: A\n Sent: Monday\n To: B\n Subject: x\n\n q"),
    "double dashes list footer": (
        "--~--~---------~--~----~------------~-------~--~----~\n"
        'You received this message because you are subscribed to the Google Groups "x" '
        "group.\nTo post to this group, send email to x@googlegroups.com\n"
        "-~----------~----~----~----~------~----~------~--~---"
    ),
    "footer with lists & quote": (
        "On Mon, Oct 5, 2026 at 10:12 AM A B <a@example.bg> wrote:\n> q\n>\n"
        "> _______________________________________________\n> x mailing list\n"
        "> x@lists.example\n\n_______________________________________________\n"
        "x mailing list\nx@lists.example\nhttp://lists.example/mailman/listinfo/x\n"
    ),
    "top + trailing sig below quote": (
        "On Mon, Oct 5, 2026 at 10:12 AM A B <a@example.bg> wrote:\n> q\n\n-- \n"
        "John Doe\nhttp://www.example\n"
    ),
    "disclaimer below quote": (
        "On Mon, Oct 5, 2026 at 10:12 AM A B <a@example.bg> wrote:\n> q\n\n"
        "This e-mail is confidential and intended only for the recipient. If received in "
        "error please delete it and notify the sender.\n"
    ),
    "tabs": (
        "\tFrom: A <a@example.bg>\n\tSent: Monday, 5 October 2026 10:12\n\tTo: B\n\tSubject: x\n\nq"
    ),
    "attribution with forwarded": (
        'On Oct 5, 2026 10:12 AM, "A B" <a@example.bg> wrote:\n>\n> q\n>\n> --\n> sig'
    ),
    "fr date only": ("Le 5 octobre 2026 10:12, A B <a@example.bg> a\nécrit :\n\n> q"),
    "cz": ("Dne 5. října 2026 10:12 A B <a@example.bg> napsal(a):\n\n> q"),
    "pl2": ("W dniu 5 października 2026 10:12 użytkownik A B <a@example.bg> napisał:\n\n> q"),
    "ro2": ("Pe 5 octombrie 2026, 10:12, A B <a@example.bg> a scris:\n\nq"),
    "pt2": ("A 05/10/2026 10:12, A B escreveu:\n\nq"),
    "vi": ("Vào Th 2, 5 thg 10, 2026 vào lúc 10:12 A B <a@example.bg> đã viết:\n\nq"),
    "he": (
        "\u202bבתאריך יום ב׳, 5 באוק׳ 2026 ב-10:12 מאת \u202aA B\u202c\u200f "
        "<\u202aa@example.bg\u202c\u200f>:\u202c\n\n> q"
    ),
    "ar": ("في الاثنين، 5 أكتوبر 2026 في 10:12 ص تمت كتابة ما يلي بواسطة A B <a@example.bg>:\n\nq"),
    "lv": (
        "pirmd., 2026. g. 5. okt., plkst. 10:12 — lietotājs A B (<a@example.bg>) rakstīja:\n\nq"
    ),
    "lt": ("2026-10-05, pr, 10:12 A B <a@example.bg> rašė:\n\nq"),
    "sl": ("V V pon., 5. okt. 2026 ob 10:12 je oseba A B <a@example.bg> napisala:\n\nq"),
    "id": ("Pada tanggal Sen, 5 Okt 2026 pukul 10.12 A B <a@example.bg> menulis:\n\nq"),
    "th": ("ในวันที่ จ. 5 ต.ค. 2026 เวลา 10:12 A B <a@example.bg> เขียนว่า:\n\n> q"),
    "br caps": (
        "Enviado do Email para Windows\n\nDe: A\n"
        "Enviado:segunda-feira, 5 de outubro de 2026 10:12\nPara: B\nAssunto: x\n\nq"
    ),
    "sent dutch": ("Verzonden met Proton Mail beveiligde e-mail.\n"),
    "sent with star": ("*Sent from my iPhone*\n"),
    "sent brackets": ("(Sent from my iPhone)\n"),
    "sent url": ("Sent from [Mailbird](http://www.getmailbird.com/?utm)\n"),
    "sent via": ("Sent via mobile\n"),
    "sent tapatalk": ("Sent from my SM-G900F using Tapatalk\n"),
    "dashed sent": ("---\nSent from Boxer | http://getboxer.com\n"),
    "sent from x app": ("Sent from myMail for iOS\n"),
    "mailru": (
        "--\nОтправлено из Mail.ru для Android\n"
        "Понедельник, 5 октября 2026, 10:12 +03:00 от A <a@example.bg>:\n>q\n"
    ),
    "hard blank": ("\u00a0> q\n"),
}


@pytest.mark.parametrize("quoted", REPLIES.values(), ids=REPLIES)
def test_only_the_new_words_of_a_reply_are_shown(quoted: str) -> None:
    assert new_text(f"{NEW}\n\n{quoted}") == NEW

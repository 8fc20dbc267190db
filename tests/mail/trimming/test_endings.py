"""Signatures and footers below what is new are folded; a person's own last lines are not."""

import pytest

from oic.mail.trimming.pieces import PieceKind, new_text, split

NEW = "Благодаря Ви за отговора!\n\nПоздрави,\nПетър"
REPLY = "On Mon, Oct 5, 2026 at 10:12 AM OIC <oic@example.bg> wrote:\n\n> Hello\n"

ENDINGS = [
    # what a telephone or a program adds
    "Sent from my iPhone",
    "Sent from my BlackBerry 10 smartphone on the Example network.",
    "Sent from my Verizon Wireless BlackBerry",
    "Sent from Mail for Windows 10",
    "Sent from Mail<https://go.example.com/fwlink/?LinkId=550986> for Windows",
    "Sent from Outlook for iOS<https://aka.example/o0ukef>",
    "Sent from Yahoo Mail on Android",
    "Sent from Proton Mail for iOS",
    "Sent with Proton Mail secure email.",
    "Sent via the Samsung Galaxy S23, an Example 5G smartphone",
    "Sent from my Samsung Galaxy smartphone.",
    "Sent from my mobile device",
    "Sent from a phone, please excuse typos",
    "Sent from my Nexus 5",
    "Get Outlook for Android<https://aka.example/ghei36>",
    "Sent from my iPad\nGet Outlook for iOS",
    "Sent from Outlook\nhttps://outlook.example.com/mobile",
    "Изпратено от моя iPhone",
    "Изпратено от моето мобилно устройство",
    "Изпратено от Yahoo Mail на Android",
    "Изпратено от Поща за Windows",
    "Изпратено чрез смартфон Samsung",
    "Отправлено с iPhone",
    "Отправлено из мобильной Почты Mail",
    "Надіслано з iPhone",
    "Von meinem iPhone gesendet",
    "Von meinem Samsung Galaxy Smartphone gesendet.",
    "Gesendet von Outlook für Android",
    "Diese Nachricht wurde von meinem Android Mobiltelefon mit GMX Mail gesendet.",
    "Envoyé de mon iPhone",
    "Envoyé depuis mon appareil Samsung",
    "Enviado desde mi iPhone",
    "Enviado do meu iPhone",
    "Inviato da iPhone",
    "Inviato dal mio Galaxy",
    "Verstuurd vanaf mijn iPhone",
    "Verzonden vanuit Outlook",
    "Wysłane z iPhone'a",
    "Odesláno z iPhonu",
    "Trimis de pe iPhone-ul meu",
    "iPhone'umdan gönderildi",
    "Στάλθηκε από το iPhone μου",
    "Skickat från min iPhone",
    "Sendt fra min iPhone",
    "Lähetetty iPhonesta",
    "Az iPhone-omról küldve",
    "Poslano s mojeg iPhonea",
    "Послато са мог iPhone-а",
    "发自我的 iPhone",
    "iPhoneから送信",
    "나의 iPhone에서 보냄",
    # below a dash
    "-- \nПетър Петров\nуправител\nтел. 0888 123 456",
    "-- \n" + "\n".join(f"ред {n} на дълъг подпис" for n in range(20)),
    "--\nPeter",
    "—\nPeter Petrov\nAcme Ltd",
    "___\nPeter Petrov",
    "***\nPeter Petrov\nAcme Ltd\n+359 42 601 234",
    "---\nPeter Petrov\nwww.example.bg",
    "-----------------------\nPeter Petrov\ntel: +359 42 601 234\npeter@example.bg",
    "--Peter",
    "-Peter",
    # scanners
    (
        "---\nThis email has been checked for viruses by Avast antivirus software.\n"
        "https://www.avast.example/antivirus"
    ),
    "This email has been checked for viruses by Avast antivirus software.\nwww.avast.example",
    "Virus-free. www.avast.example",
    "Без вируси. www.avast.example",
    "Този имейл е проверен за вируси от Avast.\nwww.avast.example",
    "No virus found in this message.\nChecked by AVG - www.avg.example\nVersion: 2016.0.7442",
    (
        "__________ Information from ESET Endpoint Antivirus, version 10 (20261005) __________\n\n"
        "The message was checked by ESET Endpoint Antivirus."
    ),
    "Diese E-Mail wurde von Avast-Antivirussoftware auf Viren geprüft.",
    # lists
    (
        "_______________________________________________\nhelp mailing list\n"
        "help@lists.example.org\n"
        "https://lists.example.org/mailman/listinfo/help"
    ),
    (
        '-- \nYou received this message because you are subscribed to the Google Groups "help" '
        "group.\nTo unsubscribe from this group, send an email to help+unsubscribe@example.org."
    ),
    "To unsubscribe from this list, visit https://lists.example.org/x",
    "—\nReply to this email directly or view it on GitHub.",
    # lawyers and forests
    (
        "This e-mail is confidential and intended solely for the addressee. If "
        "you have received it "
        "in error, please notify the sender and delete it."
    ),
    (
        "CONFIDENTIALITY NOTICE: The information in this message is "
        "privileged.\nUnauthorised use or "
        "disclosure is strictly prohibited.\n\nIf you are not the intended recipient, delete it."
    ),
    (
        "Това съобщение е поверително и е предназначено само за посочения получател. Ако сте го "
        "получили по погрешка, моля, уведомете подателя и го изтрийте."
    ),
    (
        "Информацията в това съобщение е поверителна и е предназначена единствено за адресата. "
        "Всяко разпространение е забранено."
    ),
    (
        "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der "
        "richtige Empfänger sind "
        "oder diese E-Mail irrtümlich erhalten haben, informieren Sie bitte den Absender."
    ),
    "Please consider the environment before printing this e-mail.",
    "Моля, помислете за природата, преди да разпечатате това писмо!",
    "[image: logo.png]",
]


@pytest.mark.parametrize("ending", ENDINGS)
def test_an_ending_is_folded_below_the_text_and_above_a_quotation(ending: str) -> None:
    assert new_text(f"{NEW}\n\n{ending}\n") == NEW
    assert new_text(f"{NEW}\n\n{ending}\n\n{REPLY}") == NEW
    assert new_text(f"{REPLY}\n{NEW}\n\n{ending}\n".replace("\n", "\r\n")) == NEW


def test_endings_one_below_the_other_are_folded() -> None:
    text = (
        f"{NEW}\n\n-- \nP. Petrov\n\nSent from my iPhone\n\n{ENDINGS[-6]}\n\nVirus-free. www.a.bg"
    )

    assert new_text(text) == NEW


def test_a_footer_below_the_quotation_keeps_the_quotation_folded() -> None:
    assert new_text(f"{NEW}\n\n{REPLY}\n{ENDINGS[-11]}\n") == NEW


SIGNED = [
    ("Best regards,\nJohn Doe", "CEO, Acme\n+1 202 555 0143"),
    ("Best regards,\n\nJohn Doe", "Project manager\nAcme Ltd\nT: +359 42 601 234\nwww.example.com"),
    ("С уважение,\nИван Петров", "управител\n„Хляб и Ко“ ЕООД\nтел. 042/601 234, 0888 123 456"),
    ("Поздрави,\nМария", "Община Х\nмоб. 0888 123 456\nmaria@example.bg"),
    ("Mit freundlichen Grüßen\nHans Meier", "Meier GmbH\nTel.: +49 30 123456\nwww.example.de"),
    ("Cordialement,\nJean Dupont", "Directeur\nTél : +33 1 23 45 67 89"),
]


@pytest.mark.parametrize(("kept", "folded"), SIGNED)
def test_contacts_below_a_name_are_folded_and_the_name_stays(kept: str, folded: str) -> None:
    text = f"Да, ще дойда.\n\n{kept}\n{folded}\n"

    assert new_text(text) == f"Да, ще дойда.\n\n{kept}"
    assert [piece.kind for piece in split(text)] == [PieceKind.TEXT, PieceKind.SIGNATURE]


def test_the_frame_of_a_signed_letter_is_folded() -> None:
    text = (
        "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHello\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAdFiEE\n=abcd\n-----END PGP SIGNATURE-----\n"
    )

    assert new_text(text) == "Hello"


@pytest.mark.parametrize(
    "text",
    [
        "С уважение,\nИван Петров",
        "Текст\n\n---\n\nБлагодаря",
        "Нужни са:\n--\nДоговор\n--\nОферта\n--\nДекларация",
        "С уважение към труда ви,\nпитам кога отваря\nпроцедурата, тел. 0888 123 456\nсутрин",
        "Поздрави,\nИван\nтел. 0888 123 456\n\nзабравих да питам: кога е срокът",
        "Please consider the environment of our project before you decide.",
        "Thanks,\nJohn\nI will call you at +359 888 123 456\nor tomorrow",
        "Hello\n--\nThis is a longer paragraph that goes on and on, for the reader who wants it.",
        "Hello\n\nBest,\nJohn Doe\nCEO\n+359 888 123 456\n\nP.S. One more thing: come!",
        "Благодаря!\nИван\nтел. 0888 123 456",
        "Thanks,\nCan you call me?\nMy number is +359 888 123 456\nuntil five.",
        (
            "Благодаря за отговора.\nОще един въпрос:\nможе ли да кандидатства читалище?\n"
            "Пишете ми на ivan@example.bg"
        ),
        "Нужни са:\n\n- договор\n- оферта\n- Декларация",
        "Нужни са:\n-договор\n-Декларация",
        "Първо\n\n---\n\nВторо, по-дълго изречение за програмата.\n\n---\n\nТрето.",
        "# Заглавие\n\nтекст\n\n***\n\nоще текст след линията",
        "Въпрос първи?\n--\nВъпрос втори: кога отваря процедурата?",
        "Имам писмо: „This e-mail is confidential“.\n\nКакво значи това?",
        "Текст.\n\nТова писмо е поверително?",
        "Hello\n\nThis message is intended to ask about the programme. When does it open?",
        "Текст\n\nСайтът е:\nhttps://www.example.bg/programme",
        "Текст\n\nхартията е изпратена от пощата",
        "Обобщено:\n\n1) първо\n2) второ\n--\n- трето\n- четвърто",
        "Текст\n\n-- коментар в SQL, който не е подпис",
        "I was told to unsubscribe.\n\nIs that possible for the whole school, please?",
        "```\nSELECT 1\n--\nSELECT 2\n```\n\nСтава ли?",
        "Ivan\n\nSent from my office to yours, as you asked on the telephone yesterday evening",
        (
            "Моля да ми кажете кога.\n\nТова съобщение изпращам и до получателите "
            "по проекта, за да не "
            "стане грешка със срока, който е кратък, а аз ще бъда в отпуск цялата седмица."
        ),
    ],
)
def test_a_persons_own_last_lines_stay(text: str) -> None:
    assert new_text(text) == text

"""Cells are read as people write them; what cannot be read is said in words."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from oic.clients.models import ClientType
from oic.core.clock import today
from oic.enquiries.models import Channel, State
from oic.imports import days, values
from oic.imports.reading import Broken
from oic.imports.values import Unread


@pytest.fixture(autouse=True)
def _app(app: Flask) -> None:
    """Messages are rendered, and the clock stands."""


MONTHS = "януари февруари март април май юни юли август септември октомври ноември декември".split()
ROMAN = "I II III IV V VI VII VIII IX X XI XII".split()
WAYS = (
    "{d:%d.%m.%Y}",
    "{d:%d.%m.%Y} г.",
    "{d:%d.%m.%Y}г.",
    "{d.day}.{d.month}.{d:%y}",
    "{d.day}/{d.month}/{d:%Y}",
    "{d.day}-{d.month}-{d:%Y} год.",
    "{d:%Y-%m-%d}",
    "{d.day} {m} {d:%Y} г.",
    "{d.day}.{r}.{d:%Y}",
    "{d.day} {e} {d:%Y}",
    "{e} {d.day}, {d:%Y}",
)


@given(st.dates(date(2000, 1, 1), date(2026, 3, 10)), st.sampled_from(WAYS))
def test_a_day_is_read_in_every_way_of_writing_it(day: date, way: str) -> None:
    english = f"{day:%B}"
    text = way.format(d=day, m=MONTHS[day.month - 1], r=ROMAN[day.month - 1], e=english)
    assert days.day_of(text) == day, text


@given(st.datetimes(datetime(2000, 1, 2), datetime(2026, 3, 9)))  # noqa: DTZ001 - a sheet knows no zones
def test_a_sheets_own_days_are_taken_as_they_are(moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    expected = (moment.date(), moment.time() if moment.time() != time() else None)
    assert days.moment_of(moment) == expected
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001 - as above
    assert days.moment_of(serial) == expected
    assert days.moment_of(f"{moment:%d.%m.%Y %H:%M}") == (moment.date(), moment.time())
    assert days.moment_of(f"{moment:%d.%m.%Y г., %H:%M ч.}") == (moment.date(), moment.time())


@given(
    st.one_of(
        st.text(max_size=40),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.none(),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.just(Broken("#REF!")),
    )
)
def test_nothing_but_unread_is_raised_for_whatever_stands_there(cell: Any) -> None:
    for reader in (
        days.moment_of,
        days.time_of,
        days.duration_of,
        days.count_of,
        values.channel_of,
        values.client_type_of,
        values.state_of,
        values.eik_of,
        values.emails_of,
        values.phones_of,
        values.contacts_of,
    ):
        with suppress(Unread):
            reader(cell)


@pytest.mark.parametrize(
    "text", ["32.03.2024", "утре", "03/25/2024", "1.1.1999", "05.03.2924", "12", "29.02.2023"]
)
def test_what_is_no_day_is_named(text: str) -> None:
    with pytest.raises(Unread) as unread:
        days.day_of(text)
    assert text in str(unread.value.message)


def test_tomorrow_was_not_yet() -> None:
    with pytest.raises(Unread):
        days.day_of(today() + timedelta(days=1))


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [("15 мин", 15), ("15", 15), (15, 15), ("0:20", 20), ("1 ч. 10 мин", 70), ("1,5 ч", 90),
     (time(0, 25), 25), (timedelta(minutes=40), 40), ("10'", 10), ("2 часа", 120)],
)  # fmt: skip
def test_a_duration_is_read(cell: Any, minutes: int) -> None:
    assert days.duration_of(cell) == minutes * 60


CHANNELS = {
    Channel.OFFICE: "на място|В офиса|посещение|лично|office|walk-in|На място в ОИЦ",
    Channel.PHONE: "телефон|по тел.|Тел|телефонно обаждане|by phone|Тел. разговор",
    Channel.EMAIL: "e-mail|имейл|ел. поща|Електронна поща|Е-mail|мейл",
    Channel.WEB: "сайт|уеб форма|онлайн|web form",
    Channel.OUTREACH: "изнесена приемна|Изнесени приемни|приемна|outreach",
    Channel.EVENT: "събитие|инфо ден|семинар|event",
    Channel.LETTER: "писмо|деловодство|по пощата|letter",
}
TYPES = {
    ClientType.BUSINESS: "фирма|МСП|ЕООД|бизнес|Микропредприятие|company",
    ClientType.FARMER: "ЗП|земеделски стопанин|фермер|земеделски произв.",
    ClientType.NGO: "НПО|сдружение|ЮЛНЦ|фондация",
    ClientType.SCHOOL: "училище|СУ|детска градина|гимназия",
    ClientType.CHITALISHTE: "читалище|НЧ|народно читалище|chitalishte",
    ClientType.MUNICIPALITY: "община|общинска администрация|кметство",
    ClientType.INSTITUTION: "институция|държавна администрация|болница",
    ClientType.UNIVERSITY: "университет|ВУЗ|висше училище",
    ClientType.MEDIA: "медия|вестник|радио",
    ClientType.CITIZEN: "гражданин|физическо лице|физ. лице|студент|граждани",
    ClientType.OTHER: "друго|други|other",
}


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_channel_is_known_in_all_usual_spellings(channel: Channel) -> None:
    for text in CHANNELS[channel].split("|"):
        assert values.channel_of(text) is channel, text
        assert values.channel_of(text.upper()) is channel, text


@pytest.mark.parametrize("client_type", TYPES)
def test_a_client_type_is_known_in_all_usual_spellings(client_type: ClientType) -> None:
    for text in TYPES[client_type].split("|"):
        assert values.client_type_of(text) is client_type, text


def test_our_own_words_are_known(app: Flask) -> None:
    for kind, reader in (
        (Channel, values.channel_of),
        (ClientType, values.client_type_of),
        (State, values.state_of),
    ):
        for one in kind:
            assert reader(one.label) is one, one.label


def test_phones_and_addresses_in_one_cell_are_told_apart() -> None:
    assert values.contacts_of("тел. 0888 123 456, ani@primer.bg") == (
        ("ani@primer.bg",),
        ("0888 123 456",),
    )
    assert values.contacts_of("042/603 526") == ((), ("042/603 526",))
    assert values.contacts_of("ani@primer.bg") == (("ani@primer.bg",), ())
    with pytest.raises(Unread):
        values.contacts_of("ani@primer")


def test_a_phone_whose_zero_the_sheet_has_eaten_is_whole_again() -> None:
    assert values.phones_of(888123456) == ("0888123456",)


@pytest.mark.parametrize("cell", [None, "", "-", "няма", "n/a", " – "])
def test_nothing_is_nothing(cell: Any) -> None:
    assert values.channel_of(cell) is None
    assert days.day_of(cell) is None
    assert values.emails_of(cell) == ()

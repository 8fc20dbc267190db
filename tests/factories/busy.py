"""A register with a little of everything that the report counts."""

from datetime import date, datetime, time, timedelta

from oic.activities.actions import NewActivity, enter
from oic.activities.models import ActivityKind
from oic.clients.models import ClientType
from oic.core.clock import SOFIA, frozen, today
from oic.core.db import db, transaction
from oic.enquiries.actions import follow_ups
from oic.enquiries.models import Channel, Enquiry, FollowUpState, State
from oic.funding.queries import programmes
from oic.receptions.models import BookedThrough, Booking, BookingState
from oic.reports.periods import Period
from tests.factories.enquiries import make_enquiry, make_expert, make_topic
from tests.factories.places import municipality
from tests.factories.receptions import make_reception, make_reception_topic, make_venue
from tests.factories.staff import make_user

FEBRUARY = Period(date(2026, 2, 1), date(2026, 2, 28))
CLOSED = State.CLOSED


def on(day: int, hour: int = 10, month: int = 2) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SOFIA)


def a_busy_month() -> None:
    """February 2026, with some of January and March around it, seen on 10 March."""
    ana = make_expert("Ана Иванова")
    programme, topic = programmes()[0], make_topic(name_bg="Оборудване", name_en="Equipment")
    opan, kazanlak = municipality("Опан"), municipality("Казанлък")
    make_enquiry(
        received_at=on(2),
        answered_at=on(3, 12),
        state=CLOSED,
        assignee=ana,
        channel=Channel.EMAIL,
        municipality=opan,
        questions=("Едно?", "Две?"),
        programme=programme,
        topic=topic,
    )
    make_enquiry(
        received_at=on(2, 11),
        state=CLOSED,
        assignee=ana,
        channel=Channel.PHONE,
        client_type=ClientType.NGO,
        municipality=kazanlak,
        answered_on_the_spot=True,
        duration_seconds=5400,
    )
    make_enquiry(received_at=on(3, 17), answered_at=on(27), state=CLOSED, due_on=on(20).date())
    make_enquiry(received_at=on(20), channel=Channel.WEB, client_type=ClientType.SCHOOL)
    make_enquiry(received_at=on(30, month=1), answered_at=on(4), state=CLOSED, assignee=ana)
    make_enquiry(received_at=on(2, month=3), channel=Channel.LETTER)
    rated = make_enquiry(received_at=on(5), state=CLOSED, assignee=ana)
    with frozen(on(16)), transaction():
        follow_up = follow_ups.plan(db.session.get_one(Enquiry, rated.id), by=None)
        follow_up.state = FollowUpState.SENT
        db.session.flush()
        follow_ups.rate(follow_up, 4, "")
    _receptions()
    _activities()


def _receptions() -> None:
    hall = make_venue(municipality_name="Опан")
    expert = make_user(name="Борис Колев")
    reception = make_reception(
        venue=hall, day=on(11).date(), begins=time(10), ends=time(12), experts=[expert]
    )
    topic = make_reception_topic()
    came = make_enquiry(received_at=on(11), state=CLOSED, channel=Channel.OUTREACH)
    with transaction():
        for state, through, enquiry in (
            (BookingState.DONE, BookedThrough.WEB, came),
            (BookingState.NO_SHOW, BookedThrough.DESK, None),
            (BookingState.CANCELLED, BookedThrough.WEB, None),
            (BookingState.ARRIVED, BookedThrough.WALK_IN, None),
        ):
            walk_in = through is BookedThrough.WALK_IN
            db.session.add(
                Booking(
                    token=f"token-{state}",
                    state=state,
                    through=through,
                    reception_id=reception.id,
                    venue_id=hall.id,
                    topic_id=topic.id,
                    day=on(11).date(),
                    begins=None if walk_in else time(10),
                    minutes=30,
                    client_type=ClientType.CITIZEN,
                    name="Дошла Примерова",
                    uid=f"uid-{state}",
                    created_at=on(1),
                    changed_at=on(1),
                    enquiry_id=enquiry.id if enquiry else None,
                )
            )


def _activities() -> None:
    author = make_user(role="manager")
    with transaction():
        for new in (
            NewActivity(
                ActivityKind.INFORMATION_EVENT,
                on(11).date(),
                "Ден на отворените врати",
                municipality("Опан").id,
                40,
            ),
            NewActivity(ActivityKind.MEDIA_MEETING, on(12).date(), "Среща с радиото", None, 5),
            NewActivity(ActivityKind.PUBLICATION, on(13).date(), "Статия във вестника"),
            NewActivity(ActivityKind.BULLETIN, on(14).date(), "Бюлетин 2", None, 820),
            NewActivity(ActivityKind.WORKSTATION, today() - timedelta(days=1), "Март", None, 3),
        ):
            enter(new, by=author)

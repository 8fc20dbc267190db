"""An enquiry's life: states, clocks, what the timeline keeps."""

from oic.enquiries.models import State
from oic.enquiries.queries import one
from tests.factories.enquiries import make_enquiry, make_expert, make_template


def test_the_factories_make_what_the_register_reads(app: object) -> None:
    expert = make_expert("Елена Иванова")
    enquiry = make_enquiry(assignee=expert, state=State.ANSWERED)
    make_template()
    found = one.by_reference(enquiry.reference)
    assert found is not None
    assert found.assignee == expert
    assert len(one.timeline(found)) == 2

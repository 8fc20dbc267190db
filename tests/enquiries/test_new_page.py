"""The page on which a caller's question is written down."""

from tests.checking.client import Client


def test_the_page_opens_and_a_question_is_registered(as_expert: Client) -> None:
    page = as_expert.get("/desk/enquiries/new", status=200)
    sent = as_expert.submit(
        page,
        "new-enquiry",
        button="do=save",
        status=303,
        **{
            "client_type": "citizen",
            "municipality": "outside",
            "questions-0-text": "Кога отваря процедурата?",
        },
    )
    assert "saved=2026-000001" in sent.headers["Location"]
    again = as_expert.get(sent.headers["Location"], status=200)
    assert "2026-000001" in again.words

"""Text columns that say nothing about a person, by table. A new column goes here or is marked."""

NOT_PERSONAL = {
    "audit_entry": "source thing_type label detail",
    "calendar_exception": "note",
    "contact": "language",
    "daily_run": "name",
    "draft": "key",
    "enquiry": "reference public_token submission_key language assignment_words forwarded_to "
    "came_back_words pauses",
    "follow_up": "reason token",
    "letter": "message_id kind language reply_token in_reply_to about_type claimed_by last_error",
    "letter_template": "key language name subject body",
    "municipality": "code name_bg name_en seat_type ekatte postcode province nuts3",
    "one_time_link": "token_hash",
    "organisation": "eik website",
    "programme": "code period abbreviation name_bg name_en",
    "question": "procedure_code",
    "rate_event": "action",
    "rule": "key value",
    "saved_view": "name",
    "sign_in_attempt": "account_hash",
    "stored_file": "sha256 media_type",
    "timeline_entry": "detail",
    "topic": "key name_bg name_en",
    "user_account": "position_bg position_en language password_hash session_key spoken_languages",
}

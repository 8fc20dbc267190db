"""Who may do what, written down: every endpoint and the permission that it needs.

Whoever adds a page adds a line here; tests/architecture/test_access.py holds the program to it.
"""

from oic.staff.models import Role
from oic.web.access import Permission

WHO_MAY = {
    Permission.PUBLIC: {None, Role.EXPERT, Role.MANAGER, Role.ADMINISTRATOR},
    Permission.SIGNED_IN: {Role.EXPERT, Role.MANAGER, Role.ADMINISTRATOR},
    Permission.DESK: {Role.EXPERT, Role.MANAGER},
    Permission.OUTBOX: {Role.EXPERT, Role.MANAGER, Role.ADMINISTRATOR},
    Permission.MANAGE: {Role.MANAGER},
    Permission.ADMINISTER: {Role.ADMINISTRATOR},
}
"""The roles behind each permission; None is somebody without an account."""

CHECK_CSRF_THEMSELVES = {
    "public.send",
    "public.say_more",
    "public.rate",
    "public.answer_offer",
    "public.book_visit",
    "public.cancel_visit",
    "public.hold_time",
    "public.move_visit",
    "public.wait",
}
"""Forms of strangers whose views check the token, so that what was typed comes back."""

FOR_SCRIPTS = {"enquiries.presence", "enquiries.keep_draft", "enquiries.keep_new_draft"}
"""What a page's script asks in the background: a stranger is told 401, not led to a page."""

ENDPOINTS = {
    Permission.DESK: """
        clients.change_contact clients.change_organisation clients.confirm_merge
        clients.contact clients.create_contact clients.create_organisation
        clients.edit_contact clients.edit_organisation clients.index clients.look_up
        clients.merge clients.new_contact clients.new_organisation clients.organisation
        enquiries.attachment enquiries.begin enquiries.bulk enquiries.close enquiries.compose
        enquiries.day_letter_leave enquiries.day_letter_retry enquiries.day_reminder_done
        enquiries.day_reminder_later enquiries.day_seen enquiries.discard_draft
        enquiries.discard_new_draft enquiries.enquiry enquiries.expert enquiries.experts
        enquiries.export enquiries.facts enquiries.follow_up enquiries.forward
        enquiries.call_back enquiries.hand_over enquiries.incoming enquiries.incoming_again
        enquiries.incoming_html enquiries.incoming_letter enquiries.incoming_picture
        enquiries.incoming_raw enquiries.join enquiries.junk enquiries.keep_apart
        enquiries.register_incoming enquiries.take_stranger
        enquiries.keep_draft enquiries.keep_new_draft enquiries.new
        enquiries.presence enquiries.recognise_new enquiries.refuse enquiries.register
        enquiries.register_new enquiries.remind enquiries.reminder_done enquiries.remove_view
        enquiries.reopen enquiries.retry_letter enquiries.save_view enquiries.seen
        enquiries.take enquiries.template_text enquiries.undo enquiries.upload
        enquiries.upload_new staff.absence staff.absences staff.cancel_absence
        staff.change_absence staff.change_hours staff.end_absence staff.enter_absence
        staff.hours staff.new_absence
        receptions.along receptions.along_data receptions.along_manifest
        receptions.book_for receptions.booking receptions.booking_file
        receptions.cancel_booking receptions.cancel_reception
        receptions.change_reception receptions.close_feed receptions.copy_round
        receptions.day receptions.discard_reception receptions.done
        receptions.edit_reception receptions.end_visit receptions.feed
        receptions.hand_over receptions.hold_reception receptions.invite_page
        receptions.leave_waiting receptions.month receptions.move_booking
        receptions.move_booking_page receptions.new_booking receptions.new_copy
        receptions.new_reception receptions.new_round receptions.next_visitor
        receptions.note_walk_in receptions.open_feed receptions.outcome receptions.plan
        receptions.plan_reception receptions.plan_round receptions.publish_drafts
        receptions.publish_reception receptions.reception receptions.send_invitation
        receptions.settle_handed_over receptions.sheet receptions.step
        receptions.waiting receptions.walk_in receptions.week
        receptions.add_exception receptions.add_hours receptions.add_venue
        receptions.change_hours receptions.change_venue receptions.end_hours
        receptions.exceptions receptions.hours receptions.hours_rule receptions.new_exception
        receptions.new_hours receptions.new_venue receptions.remove_hours
        receptions.remove_venue receptions.save_travel receptions.take_back_exception
        receptions.topics receptions.travel receptions.venue receptions.venues
        activities.activity activities.change activities.enter activities.index activities.remove
    """,
    Permission.OUTBOX: """
        admin.cancel admin.letter admin.outbox admin.retry
    """,
    Permission.MANAGE: """
        enquiries.add_letter enquiries.add_topic enquiries.assign enquiries.change_expert
        enquiries.change_letter enquiries.copy_letter enquiries.day_assign enquiries.letter
        enquiries.letters enquiries.move_topic enquiries.new_letter enquiries.offer_topic
        enquiries.rename_topic enquiries.retire_letter enquiries.topic enquiries.topics
        receptions.add_topic receptions.change_topic receptions.move_topic receptions.new_topic
        receptions.topic reports.move reports.workload
        imports.abandon imports.bring_in imports.check imports.index imports.run imports.sheet
        imports.undo imports.upload
        reports.close reports.export reports.printed reports.receptions reports.report
        reports.table reports.visits
    """,
    Permission.ADMINISTER: """
        admin.add_mailbox admin.change_mailbox admin.mailbox admin.mailboxes admin.new_mailbox
        admin.remove_mailbox admin.try_mailbox
        admin.add_exception admin.audit admin.calendar admin.change_settings
        admin.remove_exception admin.settings staff.activate staff.add_person
        staff.ask_deactivate staff.change_person staff.deactivate staff.new_person
        staff.people staff.person staff.send_link
    """,
    Permission.SIGNED_IN: """
        enquiries.day staff.account staff.change_account staff.change_password staff.language
        staff.sign_out
    """,
    Permission.PUBLIC: """
        assets health.ready public.accessibility public.ask public.asked public.case
        public.case_file public.favicon public.home public.privacy public.rate public.rated
        public.robots public.satisfaction public.say_more public.security_contact public.send
        public.answer_offer public.book public.book_day public.book_details public.book_invited
        public.book_time public.book_visit public.cancel_visit public.hold_time public.move_page
        public.move_visit public.visit public.visit_calendar public.wait public.wait_page
        public.waiting public.expert_calendar public.receptions_calendar
        receptions.along_worker
        staff.asked staff.first staff.forgotten staff.forgotten_post staff.link staff.make_first
        staff.sign_in staff.sign_in_post staff.use_link
    """,
}
"""Endpoints by permission; ``public.*`` stands for its English twin ``public_en.*`` too."""

TABLE = {
    endpoint: permission
    for permission, endpoints in ENDPOINTS.items()
    for endpoint in endpoints.split()
}

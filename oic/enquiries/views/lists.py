"""The lists that a manager keeps: topics."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from oic.core.db import db, transaction
from oic.core.errors import Refused
from oic.enquiries.actions import lists as actions
from oic.enquiries.forms.lists import TopicForm
from oic.enquiries.models import Topic
from oic.enquiries.queries import experts as queries
from oic.enquiries.views.blueprint import blueprint
from oic.web.access import Permission, needs


def _topic(topic_id: int) -> Topic:
    topic = db.session.get(Topic, topic_id)
    if topic is None:
        abort(404)
    return topic


def _list(form: TopicForm) -> str:
    return render_template(
        "enquiries/topics.html", form=form, topics=queries.topics(), uses=queries.topic_uses()
    )


def _put_beside_field(form: TopicForm, refused: Refused) -> None:
    field = form[refused.field or "name_bg"]
    field.errors = [*field.errors, refused.message]


@blueprint.get("/topics")
@needs(Permission.MANAGE)
def topics() -> ResponseReturnValue:
    """Show the topics and add one."""
    return _list(TopicForm(formdata=None))


@blueprint.post("/topics")
@needs(Permission.MANAGE)
def add_topic() -> ResponseReturnValue:
    """Add a topic."""
    form = TopicForm()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.add_topic(form.name_bg.data or "", form.name_en.data or "", by=current_user)
        except Refused as refused:
            _put_beside_field(form, refused)
        else:
            flash(_("The topic is added at the end of the list."), "success")
            return redirect(url_for(".topics"), 303)
    return _list(form), 422


@blueprint.get("/topics/<int:topic_id>")
@needs(Permission.MANAGE)
def topic(topic_id: int) -> ResponseReturnValue:
    """Show a topic for renaming."""
    found = _topic(topic_id)
    return render_template(
        "enquiries/topic.html", topic=found, form=TopicForm(formdata=None, obj=found)
    )


@blueprint.post("/topics/<int:topic_id>")
@needs(Permission.MANAGE)
def rename_topic(topic_id: int) -> ResponseReturnValue:
    """Rename a topic."""
    found = _topic(topic_id)
    form = TopicForm()
    if form.validate_on_submit():
        try:
            with transaction():
                actions.rename_topic(
                    found, form.name_bg.data or "", form.name_en.data or "", by=current_user
                )
        except Refused as refused:
            _put_beside_field(form, refused)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for(".topics"), 303)
    return render_template("enquiries/topic.html", topic=found, form=form), 422


@blueprint.post("/topics/<int:topic_id>/<any(up, down):where>")
@needs(Permission.MANAGE)
def move_topic(topic_id: int, where: str) -> ResponseReturnValue:
    """Move a topic one place."""
    with transaction():
        actions.move_topic(_topic(topic_id), up=where == "up", by=current_user)
    return redirect(url_for(".topics", _anchor=f"topic-{topic_id}"), 303)


@blueprint.post("/topics/<int:topic_id>/<any(offer, withdraw):what>")
@needs(Permission.MANAGE)
def offer_topic(topic_id: int, what: str) -> ResponseReturnValue:
    """Offer a topic for new enquiries, or not any more."""
    with transaction():
        actions.set_topic_active(_topic(topic_id), active=what == "offer", by=current_user)
    return redirect(url_for(".topics", _anchor=f"topic-{topic_id}"), 303)

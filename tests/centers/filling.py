"""A page of the admin as its form would be sent: what stands in it, to be changed and posted. For the admin's tests."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import Model
from django.test import Client
from django.urls import reverse

Sent = dict[str, Any]


def log_in(client: Client, name: str, role: str = "curator") -> User:
    """An account with one of the roles, logged in."""
    user = User.objects.create(username=name, is_staff=True, is_superuser=role == "superuser")
    if role != "superuser":
        call_command("curators", *([name] if role == "curator" else ["--viewers", name]), verbosity=0)
    client.force_login(user)
    return user


def list_of(model: type[Model], query: str = "") -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") + query


def address(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def page_of(row: Model, page: str = "change") -> str:
    return address(type(row), page, row.pk)


def _of_form(form: Any, sent: Sent) -> None:
    for bound in form:
        value = bound.field.prepare_value(bound.value())
        widget = bound.field.widget
        if hasattr(widget, "decompress"):
            for number, part in enumerate(widget.decompress(value)):
                sent[f"{bound.html_name}_{number}"] = part or ""
        elif widget.__class__.__name__ == "CheckboxInput":
            if value:
                sent[bound.html_name] = "on"
        else:
            sent[bound.html_name] = "" if value is None else value


def filled(client: Client, url: str) -> Sent:
    """What a browser would send if nobody changed anything."""
    response = client.get(url)
    assert response.status_code == 200, response.content[:300]
    sent: Sent = {}
    _of_form(response.context["adminform"].form, sent)
    for inline in response.context.get("inline_admin_formsets", ()):
        _of_form(inline.formset.management_form, sent)
        for form in inline.formset.forms:
            _of_form(form, sent)
    return sent


def add_row(sent: Sent, prefix: str, **values: Any) -> None:
    """One more row in a list of rows within the page."""
    number = int(sent[f"{prefix}-TOTAL_FORMS"])
    sent[f"{prefix}-TOTAL_FORMS"] = number + 1
    sent |= {f"{prefix}-{number}-{name}": value for name, value in values.items()}


def send(client: Client, url: str, sent: Sent) -> list[str]:
    """Posts a page. Returns its errors in words; none: it was taken."""
    response = client.post(url, sent)
    if response.status_code == 302:
        return []
    errors = list(response.context["errors"])
    return [text for one in errors for text in (one if isinstance(one, list) else [str(one)])]

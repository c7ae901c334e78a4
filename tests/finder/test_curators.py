"""`manage.py curators`: who may rule, by Django's permissions alone."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from finder.management.commands.curators import MAY

pytestmark = pytest.mark.django_db


def curators(*users: str) -> str:
    out = StringIO()
    call_command("curators", *users, stdout=out)
    return out.getvalue()


def test_a_member_may_rule_and_look_and_nothing_else(client: Client) -> None:
    user = User.objects.create(username="mary")
    assert curators() == "Curators: nobody yet.\n"
    assert curators("mary") == "Curators: mary.\n"
    assert curators("mary") == "Curators: mary.\n"
    client.force_login(user)
    for model in MAY:
        assert client.get(reverse(f"admin:trials_{model}_changelist")).status_code == 200
    assert client.get(reverse("admin:trials_ruling_add")).status_code == 200
    assert client.get(reverse("admin:trials_lease_changelist")).status_code == 403
    assert client.get(reverse("admin:auth_user_changelist")).status_code == 403


def test_every_permission_it_gives_exists() -> None:
    curators()
    assert Group.objects.get().permissions.count() == sum(map(len, MAY.values()))


def test_an_account_that_is_not_there_is_said() -> None:
    with pytest.raises(CommandError, match="There is no account nobody"):
        curators("nobody")

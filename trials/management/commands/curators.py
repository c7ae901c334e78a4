"""`manage.py curators [USER …]`: the group whose members may rule on readings, and who is in it.

In: names of accounts; out: the group `curators` with its permissions, and these accounts as members who may log in to
the admin. Idempotent: to be run after an upgrade as well.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError

GROUP = "curators"
MAY = {
    "ruling": ("view", "add", "change", "delete"),
    "report": ("view", "change", "delete"),
    "finding": ("view",),
    "trial": ("view",),
    "trialsite": ("view",),
    "registration": ("view",),
    "version": ("view",),
    "unreadable": ("view",),
    "syncrun": ("view",),
}


class Command(BaseCommand):
    help = (
        "Make the group of curators, and accounts its members. Accounts are made in the admin, or by createsuperuser."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("users", nargs="*", metavar="USER", help="names of accounts")

    def handle(self, *args: Any, users: list[str], **options: Any) -> None:
        names = [f"{action}_{model}" for model, actions in MAY.items() for action in actions]
        group, _ = Group.objects.get_or_create(name=GROUP)
        group.permissions.set(Permission.objects.filter(content_type__app_label="trials", codename__in=names))
        accounts = get_user_model().objects.filter(username__in=users)
        if unknown := sorted(set(users) - {account.get_username() for account in accounts}):
            raise CommandError(f"There is no account {', '.join(unknown)}.")
        accounts.update(is_staff=True)
        group.user_set.add(*accounts)
        members = ", ".join(group.user_set.order_by("username").values_list("username", flat=True)) or "nobody yet"
        self.stdout.write(f"Curators: {members}.")

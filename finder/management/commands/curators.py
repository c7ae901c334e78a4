"""`manage.py curators [USER …] [--viewers USER …]`: the two groups of the admin, what they may, and who is in them.

In: names of accounts; out: the groups `curators` and `viewers` with their permissions, and these accounts as members
who may log in to the admin. An account is in one of the two. Idempotent: to be run after an upgrade as well.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Q

CURATORS, VIEWERS = "curators", "viewers"
KEEP = ("view", "add", "change", "delete")
MAY = {
    # Taken off the lists by `listed`; to delete one takes its facts, reports and decisions with it: superusers alone.
    "centers.center": ("view", "add", "change"),
    "centers.location": KEEP,
    "centers.offering": KEEP,
    "centers.contactchannel": KEEP,
    "centers.accreditation": KEEP,
    "centers.claim": KEEP,
    # Remembered for ever: a decision is changed, not taken away.
    "centers.facilityalias": ("view", "add", "change"),
    # Visitors are asked for nothing about their health; where one tells it all the same, it can be taken away.
    "centers.report": ("view", "change", "delete"),
    # With the offering it is about, a task goes too.
    "centers.task": ("view", "change", "delete"),
    "centers.shipped": ("view",),
    "finder.facility": ("view",),
    "trials.ruling": KEEP,
    "trials.report": ("view", "change", "delete"),
    "trials.finding": ("view",),
    "trials.trial": ("view",),
    "trials.trialsite": ("view",),
    "trials.registration": ("view",),
    "trials.version": ("view",),
    "trials.unreadable": ("view",),
    "trials.syncrun": ("view",),
}
"""What a curator may, by table. A viewer may look at the same."""


def permissions(may: dict[str, tuple[str, ...]]) -> list[Permission]:
    wanted = Q(pk__in=())
    for table, actions in may.items():
        app, model = table.split(".")
        wanted |= Q(content_type__app_label=app, codename__in=[f"{action}_{model}" for action in actions])
    return list(Permission.objects.filter(wanted))


class Command(BaseCommand):
    help = (
        "Make the groups of curators and viewers, and accounts their members. Accounts are made in the admin, or by "
        "createsuperuser."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("users", nargs="*", metavar="USER", help="names of accounts: curators")
        parser.add_argument("--viewers", nargs="+", default=[], metavar="USER", help="names of accounts: viewers")

    def handle(self, *args: Any, users: list[str], viewers: list[str], **options: Any) -> None:
        if both := sorted({*users} & {*viewers}):
            raise CommandError(f"Curator or viewer? {', '.join(both)}")
        accounts = get_user_model().objects.filter(username__in=[*users, *viewers])
        if unknown := sorted({*users, *viewers} - {account.get_username() for account in accounts}):
            raise CommandError(f"There is no account {', '.join(unknown)}.")
        with transaction.atomic():
            groups = {name: Group.objects.get_or_create(name=name)[0] for name in (CURATORS, VIEWERS)}
            groups[CURATORS].permissions.set(permissions(MAY))
            groups[VIEWERS].permissions.set(permissions(dict.fromkeys(MAY, ("view",))))
            accounts.update(is_staff=True)
            for account in accounts:
                mine, other = (CURATORS, VIEWERS) if account.get_username() in users else (VIEWERS, CURATORS)
                groups[mine].user_set.add(account)
                groups[other].user_set.remove(account)
        for name, group in groups.items():
            members = ", ".join(group.user_set.order_by("username").values_list("username", flat=True))
            if members or name == CURATORS:
                self.stdout.write(f"{name.capitalize()}: {members or 'nobody yet'}.")

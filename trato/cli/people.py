"""`trato people`: let the first people into an empty installation."""

from __future__ import annotations

import argparse
import sys


def add_parser(sub: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = sub.add_parser("people", help="invite people from the machine itself")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", required=True)
    inviting = verbs.add_parser("invite", help="add a person and print their one-use link")
    inviting.add_argument("--name", required=True, help="name and surname")
    inviting.add_argument("--email", required=True, help="they sign in with it")
    inviting.add_argument(
        "--role",
        action="append",
        default=[],
        metavar="ROLE",
        help="EC, EET, GC, PM, PO, TO, SGC, AUDITOR or ADMIN; may repeat",
    )
    inviting.add_argument("--reason", default="Alta desde el servidor", help="why, as the history of roles shows it")
    inviting.add_argument("--mail", action="store_true", help="mail the link too")
    inviting.set_defaults(func=invite_person)


def invite_person(options: argparse.Namespace) -> int:
    """Invite a person as the system and print the link, which is shown only now."""
    import django

    django.setup()
    from django.utils import timezone

    from trato.ledger.actors import SYSTEM
    from trato.people.actions import CannotChangePeople, invite
    from trato.people.roles import Role

    unknown = [role for role in options.role if role not in Role.values]
    if unknown:
        print(f"{unknown[0]} is not a role; the roles are {', '.join(Role.values)}.", file=sys.stderr)
        return 2
    try:
        invited = invite(
            name=options.name,
            email=options.email,
            roles=options.role,
            reason=options.reason,
            by_mail=options.mail,
            by=SYSTEM,
            at=timezone.now(),
        )
    except CannotChangePeople as refused:
        for obstacle in refused.obstacles:
            print(obstacle, file=sys.stderr)
        print("Nobody was invited.")
        return 1
    until = timezone.localtime(invited.expires_at)
    print(f"This link opens once, until {until:%d/%m/%Y %H:%M}:")
    print(invited.link)
    print(f"{invited.user.name} was invited.")
    return 0

"""Accounts and settings, for administrators; the audit log and the council's document, for whoever they concern."""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from pipeline.council import document, lock
from pipeline.council.settings import LABELS
from pipeline.council.signals import explained
from pipeline.store import council, people
from pipeline.store.people import Role
from pipeline.web import accounts as making
from pipeline.web import actions
from pipeline.web.api.audit import lines
from pipeline.web.api.shapes import Name, Text
from pipeline.web.render import page
from pipeline.web.roles import Admin, SignedIn
from pipeline.web.services import Services, ServicesHere

router = APIRouter(include_in_schema=False)


class Form(StrEnum):
    """What the council's document can be taken away as."""

    MARKDOWN = "md"
    HTML = "html"
    PDF = "pdf"


MEDIA = {
    Form.MARKDOWN: "text/markdown; charset=utf-8",
    Form.HTML: "text/html; charset=utf-8",
    Form.PDF: "application/pdf",
}


@router.get("/accounts")
def accounts(request: Request, _: Admin, here: ServicesHere) -> Response:
    """Who can sign in."""
    return page(request, "accounts.html.j2", accounts=people.everyone(here.store), roles=list(Role))


@router.get("/settings")
def settings(request: Request, _: Admin, here: ServicesHere) -> Response:
    """What can be changed while the program runs."""
    standing = lock.standing(here.store, here.settings)
    return page(
        request,
        "settings.html.j2",
        now=here.settings_now(),
        labels=LABELS,
        signals=list(explained().values()),
        agreed=standing.since,
        differences=standing.differences,
    )


@router.get("/audit")
def audit(
    request: Request,
    account: SignedIn,
    here: ServicesHere,
    call: Annotated[Name | None, Query()] = None,
    action: Annotated[Name | None, Query()] = None,
    page_: Annotated[Text | None, Query(alias="page", max_length=20)] = None,
) -> Response:
    """Who did what when, as far as it concerns this account."""
    found = lines(here, account, call=call, action=action, after=page_)
    choices = actions.TOLD if account.role is Role.ADMIN else {name: actions.TOLD[name] for name in actions.ABOUT_CALLS}
    return page(
        request,
        "audit.html.j2",
        lines=found.items,
        next=found.next,
        told=actions.TOLD,
        choices=choices,
        call=call,
        action=action,
    )


@router.get("/council")
def agreement(request: Request, _: SignedIn, here: ServicesHere) -> Response:
    """What the council agreed to, and the document of now. Everyone may read it: it is about them."""
    standing = lock.standing(here.store, here.settings)
    names = {account.id: account.name for account in people.everyone(here.store)}
    return page(
        request,
        "council.html.j2",
        standing=standing,
        labels=LABELS,
        agreements=council.all_agreements(here.store),
        names=names,
        document=document.as_fragment(here.settings_now(), standing, here.store.now()),
        told=document.told,
    )


@router.get("/council/or-pakket.{form}")
def download(form: Form, _: SignedIn, here: ServicesHere) -> Response:
    """The council's document as a file."""
    headers = {"Content-Disposition": f'attachment; filename="or-pakket.{form}"'}
    return Response(_written(here, form), media_type=MEDIA[form], headers=headers)


@router.get("/me")
def me(request: Request, account: SignedIn, here: ServicesHere) -> Response:
    """One's own account: another password; for the first coach also the administrator that is still missing."""
    return page(request, "me.html.j2", admin_missing=making.may_create_admin(here, account))


def _written(here: Services, form: Form) -> bytes:
    content = here.settings_now(), lock.standing(here.store, here.settings), here.store.now()
    if form is Form.PDF:
        return document.as_pdf(*content)
    return (document.as_html(*content) if form is Form.HTML else document.as_markdown(*content)).encode()

"""The first page of each role, signing in, and the first run."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from pipeline.store import audit
from pipeline.store.people import Role
from pipeline.web import accounts, actions, login
from pipeline.web.render import page
from pipeline.web.roles import Anyone
from pipeline.web.services import ServicesHere

router = APIRouter(include_in_schema=False)
FIRST = {Role.COACH: "board.html.j2", Role.AGENT: "agent.html.j2"}


@router.get("/")
def first(request: Request, account: Anyone, here: ServicesHere) -> Response:
    """Where someone begins: the board, their own page, the accounts; or signing in."""
    if account is None:
        return RedirectResponse("/login" if accounts.exist(here) else "/setup", 303)
    if account.role is Role.ADMIN:
        return RedirectResponse("/accounts", 303)
    return page(request, FIRST[account.role])


@router.get("/login")
def sign_in(request: Request, account: Anyone, here: ServicesHere) -> Response:
    """The sign-in page."""
    if account is not None:
        return RedirectResponse("/", 303)
    return page(request, "login.html.j2", then="/") if accounts.exist(here) else RedirectResponse("/setup", 303)


@router.get("/setup")
def setup(request: Request, here: ServicesHere) -> Response:
    """The first-run page; gone once there is an account."""
    if accounts.exist(here):
        return RedirectResponse("/", 303)
    return page(request, "setup.html.j2", needs_code=here.options.setup_code is not None)


@router.post("/logout")
def sign_out(request: Request, account: Anyone, here: ServicesHere) -> Response:
    """Sign out from any page, with or without scripts."""
    login.sign_out(request, here)
    if account is not None:
        audit.write(here.store, actions.SIGN_OUT, actor=account.name, account_id=account.id)
    response = RedirectResponse("/login", 303)
    login.drop_cookie(response, here.options)
    return response

"""Who is answered what, for every route and socket: what test_access tries."""

from tests.web.conftest import PASSWORD

WHO = (None, "admin", "other", "agent", "coach")
"""Nobody, the administrator, another agent, the call's own agent, a coach: who may do least comes first."""

OPEN, OWN, CALL = (200,) * 5, (401, 200, 200, 200, 200), (401, 403, 404, 200, 200)
COACH, ADMIN, STAFF = (401, 403, 403, 403, 200), (401, 200, 403, 403, 403), (401, 403, 200, 200, 200)
PAGE_OF_ALL, PAGE_OF_CALL = (303, 200, 200, 200, 200), (303, 403, 404, 200, 200)
PAGE_OF_COACH, PAGE_OF_ADMIN, PAGE_OF_STAFF = (
    (303, 403, 403, 403, 200),
    (303, 200, 403, 403, 403),
    (303, 403, 200, 200, 200),
)

TABLE: dict[str, tuple[int, ...]] = {
    "GET /healthz": OPEN,
    "GET /messages.json": OPEN,
    "GET /assets/plotly.js": OPEN,
    "POST /api/login": OPEN,
    "POST /api/logout": (204,) * 5,
    "POST /api/setup": (404,) * 5,
    "POST /api/setup/admin": (*COACH[:4], 403),
    "GET /api/me": OWN,
    "PUT /api/me": OWN,
    "PUT /api/me/password": (401, 204, 204, 204, 204),
    "GET /api/accounts": ADMIN,
    "POST /api/accounts": (401, 201, 403, 403, 403),
    "PATCH /api/accounts/{account_id}": ADMIN,
    "GET /api/calls": STAFF,
    "GET /api/calls/{call_id}": CALL,
    "GET /api/calls/{call_id}/items": CALL,
    "GET /api/calls/{call_id}/export.{form}": CALL,
    "DELETE /api/calls/{call_id}": (401, 403, 404, 403, 204),
    "POST /api/calls/{call_id}/bookmarks": (401, 403, 404, 403, 201),
    "POST /api/calls/{call_id}/whispers": (401, 403, 404, 403, 201),
    "PUT /api/calls/{call_id}/flags/{key:path}/verdict": (401, 403, 404, 200, 403),
    "PUT /api/live/mute": (401, 403, 404, 200, 403),
    "GET /api/lexicon": COACH,
    "POST /api/lexicon": (401, 403, 403, 403, 201),
    "POST /api/lexicon/check": COACH,
    "DELETE /api/lexicon/{term_id}": (401, 403, 403, 403, 204),
    "GET /api/agents": COACH,
    "GET /api/trends/{agent}": CALL,
    "GET /api/settings": ADMIN,
    "PUT /api/settings": ADMIN,
    "POST /api/council/agree": (401, 201, 403, 403, 403),
    "GET /api/audit": OWN,
    "GET /": (303, 303, 200, 200, 200),
    "GET /login": (200, 303, 303, 303, 303),
    "GET /setup": (303,) * 5,
    "POST /logout": (303,) * 5,
    "GET /accounts": PAGE_OF_ADMIN,
    "GET /settings": PAGE_OF_ADMIN,
    "GET /audit": PAGE_OF_ALL,
    "GET /council": PAGE_OF_ALL,
    "GET /council/or-pakket.{form}": PAGE_OF_ALL,
    "GET /me": PAGE_OF_ALL,
    "GET /agent": (303, 403, 200, 200, 403),
    "GET /calls/{call_id}": PAGE_OF_CALL,
    "GET /history": PAGE_OF_STAFF,
    "GET /trends": (303, 403, 303, 303, 303),
    "GET /trends/{agent}": PAGE_OF_CALL,
    "GET /lexicon": PAGE_OF_COACH,
}
"""What each of WHO is answered."""

SOCKETS: dict[str, set[str]] = {
    "/ws/board": {"coach"},
    "/ws/calls/{call_id}": {"coach", "agent"},
    "/ws/agent": {"agent", "other"},
    "/ws/calls/{call_id}/audio": {"coach"},
}
"""Who may watch."""

UNLISTED = {"/openapi.json", "/static"}
"""The shapes of the API, and our scripts and styles: the same for everyone, and nobody's data."""

TERM = {"say": ["nieuw woord"], "why": "reden", "flag_examples": ["een nieuw woord"], "pass_examples": ["iets anders"]}
BODIES = {
    "POST /api/login": {"name": "coach", "password": PASSWORD},
    "POST /api/setup": {"name": "nieuw", "password": PASSWORD},
    "POST /api/setup/admin": {"name": "nieuw", "password": PASSWORD},
    "PUT /api/me": {"locale": "en"},
    "PUT /api/me/password": {"current": PASSWORD, "fresh": "een heel andere zin"},
    "POST /api/accounts": {"name": "nieuw", "role": "coach", "password": PASSWORD},
    "PATCH /api/accounts/{account_id}": {"disabled": True},
    "POST /api/calls/{call_id}/bookmarks": {"at": 1.0, "note": "mooi"},
    "POST /api/calls/{call_id}/whispers": {"text": "rustig aan"},
    "PUT /api/calls/{call_id}/flags/{key:path}/verdict": {"accepted": True},
    "PUT /api/live/mute": {"on": True},
    "POST /api/lexicon": TERM,
    "POST /api/lexicon/check": TERM,
    "PUT /api/settings": {"values": {"nudges.per_call": 2}},
}
OF_LIVE = {"POST /api/calls/{call_id}/whispers"}
"""For running calls only; all others are tried on a call that is over."""

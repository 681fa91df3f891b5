"""What goes wrong over HTTP: one shape of JSON for programs, one page for people."""

from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse, Response

from pipeline.errors import UsageError
from pipeline.web import render


class Problem(Exception):
    """A request that cannot be answered. Shown as {"error": {"code", "message", "remedy"}} or as a page."""

    def __init__(
        self, status: int, code: str, message: str, remedy: str, *, retry_after_seconds: int = 0, **values: str
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message
        self.remedy = remedy
        self.retry_after_seconds = retry_after_seconds
        self.values = values
        """What stands in the braces of the message."""


def signed_out() -> Problem:
    """401: nobody is signed in."""
    return Problem(401, "signed_out", "U bent niet aangemeld.", "Meld u aan en probeer het opnieuw.")


def wrong_role() -> Problem:
    """403: signed in, but this is not for this role."""
    return Problem(403, "wrong_role", "Dit hoort niet bij uw rol.", "Vraag het een collega met de juiste rol.")


def unknown(what: str = "Dit") -> Problem:
    """404: it is not there, or not for these eyes; the answer is the same."""
    return Problem(404, "unknown", "{what} bestaat niet of is niet voor u.", "Controleer het adres.", what=what)


OF_STATUS = {
    401: signed_out,
    403: wrong_role,
    404: unknown,
    405: lambda: Problem(405, "method", "Dat kan op dit adres niet.", "Zie /openapi.json voor wat er wel kan."),
    413: lambda: Problem(413, "too_large", "Dat is te groot om te bewaren.", "Stuur een kortere tekst."),
    500: lambda: Problem(500, "internal", "Er ging iets mis aan onze kant.", "Probeer het zo nog eens."),
}
"""For what the framework itself refuses."""


def of_status(status: int) -> Problem:
    """The problem that stands for a bare HTTP status."""
    if status in OF_STATUS:
        return OF_STATUS[status]()
    return Problem(status, "refused", "Dat verzoek begrijpen we niet.", "Zie /openapi.json voor wat er kan.")


RULES = {
    "not_found": ("Dat is er niet, of niet meer.", "Ververs de pagina."),
    "not_first": ("Souffleur is al ingericht.", "Meld u aan."),
    "name_taken": ("Die naam is al in gebruik.", "Kies een andere naam."),
    "account_agent": ("Alleen een account van een medewerker hoort bij een medewerker.", "Vul de medewerker in."),
    "nobody_left": ("Dan is er niemand meer die dit kan beheren.", "Maak eerst een andere coach of beheerder."),
    "text_missing": ("Er ontbreekt een tekst.", "Vul alle velden in."),
    "text_too_long": ("Die tekst is te lang.", "Maak hem korter."),
    "text_unreadable": ("Die tekst bevat tekens die niet te lezen zijn.", "Typ de tekst opnieuw."),
    "choice_unknown": ("Die keuze is er niet.", "Kies een van de mogelijkheden."),
    "page_size": ("Zo groot is een pagina niet.", "Vraag er hoogstens 200."),
    "page_unknown": ("Die bladzijde is er niet.", "Begin weer bij de eerste."),
    "council_locked": (
        "Dit is afgesproken met de ondernemingsraad.",
        "Overleg eerst, of geef een reden om af te wijken.",
    ),
    "council_outdated": (
        "De instellingen zijn intussen veranderd.",
        "Lees het document opnieuw en leg het opnieuw voor.",
    ),
    "setting_unknown": ("Die instelling is er niet.", "Ververs de pagina."),
    "setting_invalid": ("Die waarde kan niet.", "Kies een andere waarde."),
    "kind_unknown": ("Dat signaal is er niet.", "Ververs de pagina."),
    "call_running": ("Dit gesprek loopt nog.", "Doe het na het gesprek."),
    "term_incomplete": ("Dit woord is nog niet compleet.", "Geef minstens een voorbeeld dat wel en een dat niet telt."),
    "value_malformed": ("Die waarde kunnen we niet bewaren.", "Geef getallen, teksten of lijsten."),
}
"""The rules of the rooms below, told in Dutch; their own words are for the command line."""


def of_error(error: UsageError) -> Problem:
    """A rule of a room below that was broken: 404 where something is not there, else 422."""
    message, remedy = RULES.get(error.code, (error.message, error.remedy))
    return Problem(404 if error.code == "not_found" else 422, error.code, message, remedy)


def is_for_programs(connection: HTTPConnection) -> bool:
    """Whether the answer is read by a script; pages have every other address."""
    path = connection.url.path
    return path.startswith(("/api/", "/ws/", "/static/", "/assets/")) or path.endswith((".json", "/healthz"))


def respond(connection: HTTPConnection, problem: Problem) -> Response:
    """The problem as JSON or as a page in the reader's language."""
    headers = {"Retry-After": str(problem.retry_after_seconds)} if problem.retry_after_seconds else {}
    _ = render.translator(connection)
    message = _(problem.message)
    if problem.values:
        message = message.format_map({name: _(value) for name, value in problem.values.items()})
    told = {"code": problem.code, "message": message, "remedy": _(problem.remedy)}
    if is_for_programs(connection):
        return JSONResponse({"error": told}, problem.status, headers)
    response = render.page(connection, "error.html.j2", error=told, status=problem.status, notices=())
    response.status_code = problem.status
    response.headers.update(headers)
    return response

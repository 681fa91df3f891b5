"""The actions that the audit log tells of, beside those that the store names where it does them."""

from pipeline.council import lock
from pipeline.store import audit, council, erase, retention, settings, terms

NOBODY = "onbekend"
"""The actor where a name belongs to no account: what was typed is not kept, it may have been a password."""

SIGN_IN, SIGN_IN_FAILED, SIGN_OUT = "sign_in", "sign_in_failed", "sign_out"
PASSWORD_CHANGED = "password_changed"
ACCOUNT_CREATED, ACCOUNT_CHANGED = "account_created", "account_changed"
LISTEN_START, LISTEN_STOP = "listen_start", "listen_stop"
EXPORT, WHISPER = "export", "whisper"

ABOUT_CALLS = (LISTEN_START, LISTEN_STOP, audit.LISTEN, EXPORT, erase.ERASED, WHISPER)
"""What coaches see, and agents of their own calls."""

TOLD = {
    SIGN_IN: "heeft zich aangemeld",
    SIGN_IN_FAILED: "kon zich niet aanmelden",
    SIGN_OUT: "heeft zich afgemeld",
    PASSWORD_CHANGED: "koos een nieuw wachtwoord",
    ACCOUNT_CREATED: "maakte een account",
    ACCOUNT_CHANGED: "wijzigde een account",
    LISTEN_START: "ging meeluisteren",
    LISTEN_STOP: "luisterde niet meer mee",
    audit.LISTEN: "luisterde mee",
    EXPORT: "haalde een gesprek op",
    erase.ERASED: "wiste een gesprek",
    retention.EXPIRED: "ruimde op wat te oud was",
    WHISPER: "fluisterde iets in",
    lock.DEVIATION: "de instellingen wijken af van de afspraak met de OR",
    lock.CHANGE: "week af van de afspraak met de OR",
    settings.CHANGED: "wijzigde een instelling",
    council.AGREED: "legde de afspraak met de OR vast",
    terms.ADDED: "voegde een woord toe aan de woordenlijst",
    terms.WITHDRAWN: "haalde een woord uit de woordenlijst",
}
"""Each action as a Dutch sentence goes on after the name."""

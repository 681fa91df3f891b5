"""What every page says at its top."""

from dataclasses import replace

from pipeline.web.app import create_app
from tests.web.conftest import Visitors


def test_a_store_that_fails_is_told_on_every_page(services, accounts):  # noqa: ARG001
    telling = "De opslag hapert"
    failing = Visitors(create_app(replace(services, trouble=lambda: "disk full")))
    for name, path in (("coach", "/"), ("agent", "/agent"), ("admin", "/settings")):
        assert telling in failing.signed_in(name).get(path).text
    assert telling not in Visitors(create_app(services)).signed_in("coach").get("/").text

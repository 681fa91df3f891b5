"""The page: its links lead somewhere, what was said stays text, and it prints on two pages."""

import re
from html.parser import HTMLParser

import pytest
from calls import AGENT, CUSTOMER, call, flagged, pace, said, spoke

from pipeline.report.data import as_data
from pipeline.report.figures import figures_of
from pipeline.report.page import as_html, as_markdown
from pipeline.report.pdf import as_pdf

NASTY = "<script>alert(1)</script> [klik](http://x.nl) *ster* \"aanhaling' &amp;"


class Elements(HTMLParser):
    """Collects ids, links and tags."""

    def __init__(self, html):
        super().__init__()
        self.ids, self.links, self.tags, self.addresses = [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.tags.append(tag)
        self.ids += [named["id"]] if "id" in named else []
        self.links += [named["href"]] if "href" in named else []
        self.addresses += [named[name] for name in ("src", "srcset", "data", "action") if name in named]


LONG = "een lange boodschap die alles zegt wat er te zeggen valt " * 6


def a_call(count=6, **flag):
    records = []
    for i in range(count):
        start = 20.0 * i
        records += [spoke(CUSTOMER, start, start + 8), spoke(AGENT, start + 7.5, start + 19)]
        records += [pace(start + s, 4.5 + (s % 3) / 4, baseline=4.6) for s in range(8, 19)]
        records += [
            said(f"c{i}", CUSTOMER, start, "zo kan ik echt niet werken hoor"),
            said(f"a{i}", AGENT, start + 8, "ik kijk even voor u of dat in principe lukt vandaag"),
            flagged(
                "itch_word",
                start + 10,
                start + 11,
                utterance=f"a{i}",
                evidence="even",
                rule=f"even{i}",
                **flag,
            ),
            flagged("missing_acknowledgement", start + 8, start + 12, utterance=f"a{i}", severity="critical"),
            flagged("question", start + 13, start + 18, utterance=f"a{i}", evidence="of dat", type="P"),
            flagged("promise", start + 13, start + 18, utterance=f"a{i}", evidence="of dat", **flag),
            flagged("rushing", start + 30, start + 31, key=f"rushing:{i}"),
            flagged("summary", start + 8, start + 9, utterance=f"a{i}", severity="positive", rule=f"s{i}", **flag),
            flagged("complaint_step", start + 8, start + 9, utterance=f"a{i}", severity="positive", type="excuses"),
            flagged("feeling_stage", start + 8, start + 9, utterance=f"a{i}", severity="info", type="erkennen"),
        ]
    return figures_of(call(*records, end=20.0 * count))


@pytest.mark.parametrize("count", [0, 1, 6])
def test_every_link_leads_to_one_place_and_nothing_comes_from_outside(count):
    html = as_html(a_call(count))
    found = Elements(html)
    assert len(found.ids) == len(set(found.ids))
    assert {link.removeprefix("#") for link in found.links} <= set(found.ids)
    assert found.addresses == [] and "script" not in found.tags and "@import" not in html
    assert "url(" not in html.replace("url(#arcering)", "")


def test_flagged_words_are_marked_and_linked_both_ways():
    html = as_html(a_call(1))
    mark = re.search(r'id="(v\d+)"></span><mark class="warning">even<sup><a href="#(p\d+)"', html)
    assert mark and f'href="#{mark[1]}"' in html and f'id="{mark[2]}"' in html
    assert html.index("Wat goed ging") < html.index("Wat een volgende keer beter kan")


def test_what_was_said_stays_text():
    figures = figures_of(
        call(
            said("a1", AGENT, 0, NASTY),
            flagged("itch_word", 0, 1, utterance="a1", evidence=NASTY, message=NASTY, advice=NASTY),
            flagged("promise", 0, 1, message=NASTY),
            agent=NASTY,
        )
    )
    html = as_html(figures)
    assert "script" not in Elements(html).tags and "<script>" not in html and "&lt;script&gt;" in html
    markdown = as_markdown(figures)
    assert "<script" not in markdown.replace("\\<script", "") and "[klik](" not in markdown
    assert "\n#" not in markdown.split("De woorden")[1]


def test_a_call_without_words_still_gives_a_page():
    html = as_html(figures_of(call(spoke(AGENT, 0, 5), flagged("rushing", 2, 4))))
    assert "geen woorden" in html and 'href="#p1"' in html


def test_the_data_holds_what_the_page_shows():
    data = as_data(a_call(2))
    assert data["agent"] == "Noor" and data["questions"]["P"] == 2 and len(data["promises"]) == 2
    assert len(data["flags"]) == 16 and len(data["words"]) == 4 and data["better"][0]["severity"] == "critical"


@pytest.mark.parametrize(("count", "flag"), [(0, {}), (1, {}), (60, {"message": LONG, "advice": LONG})])
def test_on_paper_it_is_two_pages(count, flag):
    weasyprint = pytest.importorskip("weasyprint", exc_type=OSError)
    html = as_html(a_call(count, **flag))
    assert len(weasyprint.HTML(string=html).render().pages) == 2
    if count == 0:
        assert as_pdf(html).startswith(b"%PDF")

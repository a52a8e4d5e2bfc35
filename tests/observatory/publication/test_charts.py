"""Charts: an image with a title and a description, whose data stand beside it."""

import csv
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from gregoire.observatory.figures import Edition, Key
from gregoire.observatory.publication.charts import Chart, charts
from gregoire.observatory.publication.french import shown

SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return [node.text or "" for node in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 -- our own


def test_each_chart_is_one_image_with_a_title_and_a_description(drawn: dict[str, Chart]) -> None:
    for code, chart in drawn.items():
        root = ET.fromstring(chart.svg)  # noqa: S314 -- our own
        title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
        assert title is not None
        assert description is not None
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
        assert (title.get("id"), title.text) == (f"{code}-title", chart.title)
        assert description.text == chart.description
        assert not [node for node in root.iter() if node.get("style")]


def test_charts_on_one_page_do_not_share_a_name(drawn: dict[str, Chart]) -> None:
    names = [
        name
        for chart in drawn.values()
        for node in ET.fromstring(chart.svg).iter()  # noqa: S314 -- our own
        if (name := node.get("id"))
    ]

    assert len(names) == len(set(names)) == 2 * len(drawn)


def test_a_chart_fetches_nothing_and_brings_its_typeface(drawn: dict[str, Chart]) -> None:
    for chart in drawn.values():
        assert "href=" not in chart.svg
        assert chart.svg.count("url(") == chart.svg.count("url(data:font/woff2;base64,") == 1
        assert "@import" not in chart.svg


def test_bars_bear_the_published_figures_as_french_print_writes_them(
    drawn: dict[str, Chart], public: Edition
) -> None:
    total = public.by_key[Key("distance_share", "total", "2016-2017")]

    written = texts(drawn["distance-by-centre"].svg)

    assert f"{shown(total)}\u202f%" in written
    assert "n.c." in written  # Liban has not communicated it


def test_bars_start_at_zero_and_are_as_long_as_their_figures(drawn: dict[str, Chart]) -> None:
    chart = drawn["first-diplomas"]
    bars = [
        node.get("d") or ""
        for node in ET.fromstring(chart.svg).iter(f"{SVG}path")  # noqa: S314 -- our own
        if (node.get("fill") or "").startswith("#")
    ]

    lengths = [float(bar.split("h")[1].split("v")[0]) for bar in bars]
    values = [float(row[3]) for row in chart.rows]
    assert {bar.split(",")[0] for bar in bars} == {"M0"}
    scale = max(lengths) / max(values)
    assert lengths == pytest.approx([value * scale for value in values])


def test_the_data_of_a_chart_are_what_it_shows(published: Path, drawn: dict[str, Chart]) -> None:
    with (published / "charts" / "parchments.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert [(row["name"], row["series"], row["value"]) for row in rows][-2:] == [
        ("2016-2017 (p)", "Diplômes", "10"),
        ("2016-2017 (p)", "Certificats", "6"),
    ]
    assert {row["label"] for row in rows} <= set(texts(drawn["parchments"].svg))


def test_the_description_tells_the_figures(drawn: dict[str, Chart]) -> None:
    description = drawn["recognition"].description

    assert "VAPP, décisions en 2012, 12" in description
    assert "VES, candidats en 2017, 17" in description


def test_a_chart_without_figures_is_not_drawn(public: Edition) -> None:
    few = tuple(cell for cell in public.cells if cell.key.indicator == "learners")

    assert [chart.code for chart in charts(replace(public, cells=few))] == ["learners-by-centre"]

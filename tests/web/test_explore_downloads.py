from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET

import pyarrow.parquet
import pytest
from fake_numbers import sankey_rows


def test_parquet_holds_every_flow_with_titles(client):
    rows = pyarrow.parquet.read_table(io.BytesIO(client.get("/explore/paths.parquet").content))

    assert rows.num_rows == len(sankey_rows())
    assert rows["from_title"][0].as_py() == "Search advert"


def test_svg_stands_alone(client):
    text = client.get("/explore/paths.svg").text

    assert ET.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"
    assert not re.search(r"var\(|light-dark|url\(|href", text)


def test_png_is_two_dots_per_unit(client):
    answer = client.get("/explore/paths.png")

    assert answer.headers["content-type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert int.from_bytes(answer.content[16:20]) == 2 * (1200 + 2 * 16)


@pytest.mark.parametrize("path", ["/explore/paths.exe", "/explore/tea", "/explore/tea.csv"])
def test_what_does_not_exist_is_refused(client, path):
    assert client.get(path).status_code == 404


def test_every_download_of_the_page_answers(client):
    page = client.get("/explore/paths?by=person&from=2025-01-01").text

    links = re.findall(r'<a href="(/explore/paths\.[^"]+)" download', page)
    assert [client.get(link.replace("&amp;", "&")).status_code for link in links] == [200] * 4


def test_page_keeps_what_was_typed_and_names_what_was_expected(client):
    answer = client.get("/explore/paths?from=2025-03-01&to=2025-02-01&q=advert")

    assert answer.status_code == 400
    assert "expected a period that ends after it begins" in answer.text
    assert 'name="q" value="advert"' in answer.text


def test_definition_is_in_the_language_of_the_page(client):
    assert "Übergänge benachbarter" in client.get("/explore/paths", headers={"accept-language": "de"}).text
    assert "Transitions between neighbouring" in client.get("/explore/paths", headers={"accept-language": "en"}).text

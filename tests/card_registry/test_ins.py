"""The INS DataMatrix: its text by the published format, and its symbol read by a decoder that is not ours."""

import re

import numpy as np
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from ppf.datamatrix import DataMatrix  # type: ignore[import-untyped]

from card_registry.presentation.ins import Ins, datamatrix

GS = "\x1d"
ELODIE = Ins(
    matricule="284059999900142",
    oid="1.2.250.1.213.1.4.10",
    given_names="Élodie Noë",
    birth_name="Lefèvre-d’Arc",
    sex="F",
    birth_date="1984-05-17",
    birth_place="99999",
)
_FORM = re.compile(
    r"IS010{22}S1(?P<matricule>.{15})S2(?P<oid>.{20}|.{1,19}\x1d)S3(?P<given>.{100}|.{0,99}\x1d)"
    r"S4(?P<birth_name>.{100}|.{0,99}\x1d)S5(?P<sex>[MF])S6(?P<born>\d\d-\d\d-\d{4})(?:S7(?P<place>.{5}))?"
)


def parsed(text: str) -> dict[str, str]:
    """The fields of a text, read by the format and not by the writer."""
    found = _FORM.fullmatch(text)
    assert found is not None, repr(text)
    return {name: value.rstrip(GS) for name, value in found.groupdict().items() if value is not None}


def scanned(text: str) -> str:
    """What an independent decoder reads in the symbol of a text."""
    modules = np.array(DataMatrix(text).matrix, dtype=np.uint8)
    picture = np.kron(np.pad(1 - modules, 4, constant_values=1), np.ones((4, 4), dtype=np.uint8)) * 255
    [symbol] = zxingcpp.read_barcodes(
        picture.astype(np.uint8), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix)
    )
    return bytes(symbol.bytes).decode("latin-1")


def test_the_text_is_the_one_of_the_format() -> None:
    assert datamatrix(ELODIE) == (
        "IS01" + "0" * 22 + "S1284059999900142" + "S21.2.250.1.213.1.4.10" + "S3ELODIE NOE" + GS
        + "S4LEFEVRE-D'ARC" + GS + "S5F" + "S617-05-1984" + "S799999"
    )  # fmt: skip


def test_a_field_at_its_longest_is_not_closed_and_a_shorter_one_is() -> None:
    assert "S21.2.250.1.213.1.4.10S3" in datamatrix(ELODIE)
    assert f"S21.2.250.1.213.1.4.8{GS}S3" in datamatrix(ELODIE._replace(oid="1.2.250.1.213.1.4.8"))
    full = datamatrix(ELODIE._replace(birth_name="A" * 120))
    assert f"S4{'A' * 100}S5" in full


def test_ligatures_lunar_dates_and_an_unknown_place_are_written() -> None:
    text = datamatrix(ELODIE._replace(birth_name="Lœwe Æ", birth_date="1950-00-00", birth_place=""))
    assert parsed(text)["birth_name"] == "LOEWE AE"
    assert text.endswith("S600-00-1950")


@pytest.mark.parametrize("birth_name", ["Lefèvre-d’Arc", "Ñandú", "LE GOFF", "X" * 100, "Œ"])
def test_the_symbol_is_read_back_by_an_independent_decoder(birth_name: str) -> None:
    text = datamatrix(ELODIE._replace(birth_name=birth_name))
    assert scanned(text) == text
    assert parsed(scanned(text))["matricule"] == ELODIE.matricule


_NAME = st.text(st.characters(categories=["Lu", "Ll", "Zs"], max_codepoint=0x17F), min_size=1, max_size=130)


@settings(max_examples=200, deadline=None)
@given(given_names=_NAME, birth_name=_NAME, place=st.sampled_from(["", "99999", "2A004", "75056"]))
def test_any_name_gives_a_text_of_the_format(given_names: str, birth_name: str, place: str) -> None:
    ins = ELODIE._replace(given_names=given_names, birth_name=birth_name, birth_place=place)
    fields = parsed(datamatrix(ins))
    assert fields.get("place", "") == place
    assert fields["given"].isascii()
    assert fields["matricule"] == ELODIE.matricule

"""Keys find the earlier incidents of a number, an address or a block, however these were typed."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.common.keys import LONGEST, block_key, number_key, place_key, unit_key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("(619) 555-0142", "6195550142"),
        ("619.555.0142", "6195550142"),
        ("+1 619 555 0142 ext 22", "6195550142"),
        ("16195550142", "6195550142"),
        ("619-555-0142 x7", "6195550142"),
        ("619-555-0142 / 619-555-0199", "6195550142"),
        ("+52 55 1234 5678", "5512345678"),
        ("555-0142", "5550142"),
        ("911", ""),
        ("0000000000", ""),
        ("12345678", ""),
        ("1" * 40, ""),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_a_number_has_one_key_however_it_is_typed(typed: str, key: str) -> None:
    assert number_key(typed) == key


@pytest.mark.parametrize(
    ("typed", "place", "unit", "block"),
    [
        ("1418 Alder Court Apt 6", "1418 alder ct", "6", "1400 alder ct"),
        ("1418 ALDER CT #6", "1418 alder ct", "6", "1400 alder ct"),
        ("1418 Alder Ct., Unit 6B, San Diego, CA 92101", "1418 alder ct", "6b", "1400 alder ct"),
        ("1418 Alder Court San Diego CA 92101", "1418 alder ct", "", "1400 alder ct"),
        ("2nd floor, 1418 Alder Ct", "1418 alder ct", "2", "1400 alder ct"),
        ("1418 Alder Ct piso 2", "1418 alder ct", "2", "1400 alder ct"),
        ("1418B Alder Ct", "1418 alder ct", "b", "1400 alder ct"),
        ("1418 1/2 Alder Ct", "1418 alder ct", "1/2", "1400 alder ct"),
        ("Coffee shop at 1418 Alder Ct", "1418 alder ct", "", "1400 alder ct"),
        ("4012 West Point Loma Boulevard", "4012 w pt loma blvd", "", "4000 w pt loma blvd"),
        ("12345 Camino del Río Norte", "12345 camino del rio n", "", "12300 camino del rio n"),
        ("1234 Avenida Revolución", "1234 ave revolucion", "", "1200 ave revolucion"),
        ("Av. Revolución 1234", "1234 ave revolucion", "", "1200 ave revolucion"),
        ("C/ Cristóbal 8812, depto 3", "8812 calle cristobal", "3", "8800 calle cristobal"),
        ("12 K St", "12 k st", "", "0 k st"),
        ("Harbor Library, front steps", "harbor library", "", ""),
        ("unknown", "", "", ""),
        ("1418", "", "", ""),
        ("  ", "", "", ""),
    ],
)
def test_an_address_has_one_key_and_its_unit_stays_apart(typed: str, place: str, unit: str, block: str) -> None:
    assert (place_key(typed), unit_key(typed), block_key(typed)) == (place, unit, block)


@pytest.mark.parametrize(
    ("exported", "typed"),
    [
        ("600 FERGUS ST", "612 Fergus Street"),
        ("600 Fergus St", "600 block of Fergus St."),
        ("1200 KETTNER BLV", "1255 Kettner Blvd"),
        ("3700 09TH AVE", "3771 Ninth Avenue"),
        ("800 CAMINO DEL RIO NORTH", "810 Camino Del Rio N"),
        ("4200 EASTGATE MAL", "4242 Eastgate Mall"),
        ("2000 W POINT LOMA BLV", "2020 West Pt Loma Blvd, Apt 4"),
        ("1400 BROADWAY", "1401 Broadway"),
        ("5200 S LINDA VISTA RD", "5275 South Linda Vista Road"),
        ("300 OCEANVIEW PKY", "311 Oceanview Parkway"),
        ("9000 CALLE CRISTOBAL", "9020 Calle Cristóbal"),
    ],
)
def test_a_block_of_the_san_diego_export_is_the_block_of_the_typed_address(exported: str, typed: str) -> None:
    assert block_key(exported) == block_key(typed) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("05TH AVE & G", "G St and 5th Ave"),
        ("0 S 45TH ST & LOGAN", "Logan Ave / 45th Street"),
        ("Carmel Mountain Rd & Via Las Lenas", "Vía Las Leñas @ Carmel Mountain Road"),
        ("corner of Alder and 4th", "4th St & Alder Ct"),
        ("esquina de Calle 5 y Avenida B", "Avenida B & Calle 5"),
    ],
)
def test_a_crossing_has_one_key_whichever_road_is_named_first(one: str, other: str) -> None:
    assert place_key(one) == place_key(other) == block_key(one) == block_key(other) != ""


def test_different_roads_of_one_name_stay_different() -> None:
    keys = {block_key(f"612 Fergus {kind}") for kind in ("St", "Ave", "Ct", "Way", "Rd", "Ln")}
    assert len(keys) == 6


@given(st.text())
def test_any_text_has_keys_that_fit_their_column(text: str) -> None:
    assert len(place_key(text)) <= LONGEST
    assert len(block_key(text)) <= LONGEST
    assert len(number_key(text)) in (0, 7, 10)
    unit_key(text)


@given(st.integers(1, 99_999), st.sampled_from(["Fergus St", "K St", "Camino del Rio North", "W Point Loma Blvd"]))
def test_every_house_is_in_the_block_that_an_export_rounds_it_to(number: int, road: str) -> None:
    rounded = number // 100 * 100
    assert block_key(f"{number} {road}") == block_key(f"{rounded or 1} {road}")
    assert place_key(f"{number} {road}") == place_key(f"{number} {road.upper()}, Apt 12")


def test_a_key_of_a_key_is_the_key() -> None:
    for typed in ("1418 Alder Court Apt 6", "600 block of Fergus St", "Logan Ave / 45th Street", "Harbor Library"):
        assert place_key(place_key(typed)) == place_key(typed)
        assert block_key(block_key(typed)) == block_key(typed)


@pytest.mark.parametrize("unit", ["1 ", "a & ", "apt ", "calle ", "ﷺ", "# 1 ", ", "])
def test_a_megabyte_costs_no_more_than_a_line(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    started = time.process_time()
    for key in (place_key, block_key, unit_key, number_key):
        key(text)
    assert time.process_time() - started < 0.5

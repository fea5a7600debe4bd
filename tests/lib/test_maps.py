"""Places are stored in WGS-84 and handed to maps of China in GCJ-02."""

from urllib.parse import parse_qs, urlsplit

import pytest

from commons.lib.maps import amap_url, apple_maps_url, wgs84_to_gcj02

KNOWN_PAIRS = {
    "Shanghai": ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
    "Shenzhen": ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
    "Beijing": ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
}


@pytest.mark.parametrize(("wgs84", "gcj02"), KNOWN_PAIRS.values(), ids=KNOWN_PAIRS)
def test_published_pairs_are_met(wgs84: tuple[float, float], gcj02: tuple[float, float]) -> None:
    assert wgs84_to_gcj02(*wgs84) == pytest.approx(gcj02, abs=1e-6)


@pytest.mark.parametrize(
    "place",
    [(37.5665, 126.978), (35.6812, 139.7671), (51.5007, -0.1246)],
    ids=["Seoul", "Tokyo", "London"],
)
def test_places_outside_china_stay_where_they_are(place: tuple[float, float]) -> None:
    assert wgs84_to_gcj02(*place) == place


def test_weihai_moves_by_some_hundred_metres() -> None:
    north, east = wgs84_to_gcj02(37.42, 122.17)

    assert 0.0005 < abs(north - 37.42) + abs(east - 122.17) < 0.02


def test_the_amap_link_marks_the_shifted_place_longitude_first() -> None:
    asked = parse_qs(urlsplit(amap_url(39.911954, 116.377817, "活动厅")).query)

    assert asked["position"] == ["116.384047,39.913345"]
    assert asked["coordinate"] == ["gaode"]
    assert asked["name"] == ["活动厅"]


def test_the_apple_link_names_the_place_latitude_first() -> None:
    address = urlsplit(apple_maps_url(39.911954, 116.377817, "Hall"))

    assert address.netloc == "maps.apple.com"
    assert parse_qs(address.query) == {"ll": ["39.913345,116.384047"], "q": ["Hall"]}

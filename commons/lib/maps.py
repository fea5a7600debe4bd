"""Links to maps. Places are stored as WGS-84; the maps of China are drawn in GCJ-02, some hundred metres away.

The conversion is the published approximation of GCJ-02 on the Krasovsky 1940 ellipsoid; it is good to about a metre.
"""

from math import cos, pi, radians, sin, sqrt
from urllib.parse import urlencode

SEMI_MAJOR_AXIS = 6378245.0
ECCENTRICITY_SQUARED = 0.00669342162296594323

Position = tuple[float, float]
"""Latitude and longitude in degrees."""


def is_shifted(latitude: float, longitude: float) -> bool:
    """Tell whether maps draw this place in GCJ-02: mainland China, as a box without the Korean and Japanese seas."""
    in_the_box = 0.8293 <= latitude <= 55.8271 and 72.004 <= longitude <= 137.8347
    is_korea_or_japan = latitude < 39.8 and longitude > 124.4
    return in_the_box and not is_korea_or_japan


def wgs84_to_gcj02(latitude: float, longitude: float) -> Position:
    """Return the place as maps of China draw it; a place outside China comes back unchanged."""
    if not is_shifted(latitude, longitude):
        return latitude, longitude
    x, y = longitude - 105.0, latitude - 35.0
    phi = radians(latitude)
    bulge = 1 - ECCENTRICITY_SQUARED * sin(phi) ** 2
    metres_a_degree_north = SEMI_MAJOR_AXIS * (1 - ECCENTRICITY_SQUARED) / (bulge * sqrt(bulge)) * pi / 180
    metres_a_degree_east = SEMI_MAJOR_AXIS / sqrt(bulge) * cos(phi) * pi / 180
    return latitude + _north(x, y) / metres_a_degree_north, longitude + _east(x, y) / metres_a_degree_east


def amap_url(latitude: float, longitude: float, name: str) -> str:
    """Return a link that opens Amap (高德地图), or its app, with a marker on the place."""
    north, east = wgs84_to_gcj02(latitude, longitude)
    asked = {"position": f"{east:.6f},{north:.6f}", "name": name, "coordinate": "gaode", "callnative": 1}
    return f"https://uri.amap.com/marker?{urlencode(asked)}"


def apple_maps_url(latitude: float, longitude: float, name: str) -> str:
    """Return a link that opens Apple Maps, whose map of China is drawn in GCJ-02 too."""
    north, east = wgs84_to_gcj02(latitude, longitude)
    return f"https://maps.apple.com/?{urlencode({'ll': f'{north:.6f},{east:.6f}', 'q': name})}"


def _north(x: float, y: float) -> float:
    metres = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(abs(x))
    return metres + _ripple(x) + _waves(y, ((20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30)))


def _east(x: float, y: float) -> float:
    metres = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(abs(x))
    return metres + _ripple(x) + _waves(x, ((20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30)))


def _ripple(x: float) -> float:
    return (20 * sin(6 * x * pi) + 20 * sin(2 * x * pi)) * 2 / 3


def _waves(value: float, waves: tuple[tuple[float, float], ...]) -> float:
    return sum(height * sin(value * rate * pi) for height, rate in waves) * 2 / 3

"""Types of households and of buildings, in the order that they are always told."""

from __future__ import annotations

LIVING_ALONE = "living_alone"
COUPLE = "couple_no_children"
HOUSEHOLD_TYPES = (
    LIVING_ALONE,
    COUPLE,
    "couple_with_children",
    "lone_parent",
    "with_adult_children",
    "several_families",
)
BUILDING_TYPES = (
    "detached",
    "semi_detached",
    "row_house",
    "apartment_block",
    "shared_housing",
    "other",
)
ACCESSIBLE = "accessible_dwelling"
CARE_DWELLING = "care_dwelling"
ROUND_THE_CLOCK = "round_the_clock_place"
PLACE_KINDS = (ACCESSIBLE, CARE_DWELLING, ROUND_THE_CLOCK)

"""The services whose cost follows the ages of people, in the order that they are always told."""

from __future__ import annotations

KINDERGARTEN = "kindergarten"
PRIMARY_SCHOOL = "primary_school"
UPPER_SECONDARY = "upper_secondary"
MUNICIPAL_HEALTH = "municipal_health"
CARE = "care"
CHILD_WELFARE = "child_welfare"
SOCIAL_ASSISTANCE = "social_assistance"
CULTURE_OTHER = "culture_other"
SERVICES = (
    KINDERGARTEN,
    PRIMARY_SCHOOL,
    UPPER_SECONDARY,
    MUNICIPAL_HEALTH,
    CARE,
    CHILD_WELFARE,
    SOCIAL_ASSISTANCE,
    CULTURE_OTHER,
)
COUNTY_SERVICES = (UPPER_SECONDARY,)
MUNICIPAL_TOTAL = "municipal_total"

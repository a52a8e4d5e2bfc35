from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q

from gregoire.network.rules import Block, CentreKind


class Region(models.Model):
    """A region of the network, as the statistics group its centres."""

    name = models.CharField(max_length=100, unique=True)

    def __str__(self) -> str:
        return self.name


class Centre(models.Model):
    """A place of the network where people enrol, learn and sit exams.

    `code` is what feeds and files call it (`bourgogne`, `dijon`); it is also its address on the
    public pages. `reports_through` is the centre that also answers for it in the statistics.
    """

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in CentreKind])
    block = models.CharField(max_length=10, choices=[(block, block) for block in Block])
    region = models.ForeignKey(
        Region, on_delete=models.PROTECT, null=True, blank=True, related_name="centres"
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="teaching_centres"
    )
    reports_through = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    time_zone = models.CharField(max_length=40)
    country = models.CharField(max_length=2)  # ISO 3166-1
    subdivision = models.CharField(max_length=10, blank=True)  # as the holidays library names it
    street = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    town = models.CharField(max_length=100, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    mail = models.EmailField(blank=True)
    latitude = models.FloatField(null=True, blank=True)  # degrees, WGS 84
    longitude = models.FloatField(null=True, blank=True)
    rank = models.PositiveSmallIntegerField()  # its place in the published tables

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")), name="no_centre_is_its_own_parent"
            ),
            models.CheckConstraint(
                condition=~Q(kind="teaching") | Q(parent__isnull=False),
                name="a_teaching_centre_has_a_parent",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="a_place_on_the_globe",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} (centre {self.pk})"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class Room(models.Model):
    centre = models.ForeignKey(Centre, on_delete=models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=60)
    seats = models.PositiveSmallIntegerField()
    computers = models.PositiveSmallIntegerField(default=0)
    step_free = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["centre", "name"], name="one_room_of_a_name_in_a_centre"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} (centre {self.centre_id})"


class ClosingDay(models.Model):
    """A day on which a centre is closed: a public holiday of its own land, or a decision."""

    centre = models.ForeignKey(Centre, on_delete=models.CASCADE, related_name="closing_days")
    day = models.DateField()
    reason = models.CharField(max_length=120)
    is_public_holiday = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["centre", "day"], name="a_centre_closes_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} at centre {self.centre_id}"

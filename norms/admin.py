from django.contrib import admin

from .models import Letterhead, NonWorkingDay, OfficialYear


@admin.register(NonWorkingDay)
class NonWorkingDayAdmin(admin.ModelAdmin):
    """Days decreed or local; national holidays by law are known already."""

    list_display = ("date", "name", "territory", "norm", "every_year")
    list_filter = ("every_year", "territory")
    search_fields = ("name", "norm")
    date_hierarchy = "date"


@admin.register(OfficialYear)
class OfficialYearAdmin(admin.ModelAdmin):
    list_display = ("year", "name", "norm")


@admin.register(Letterhead)
class LetterheadAdmin(admin.ModelAdmin):
    """What future documents say at their head; those already issued keep what they said."""

    list_display = ("committee", "series", "starts_on", "institution")
    ordering = ("series", "-starts_on")

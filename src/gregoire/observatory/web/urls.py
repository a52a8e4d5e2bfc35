from django.urls import path, register_converter

from gregoire.observatory.web import desk, pairs, public


class YearConverter:
    """An edition, by the name of its academic year: 2016-2017."""

    regex = r"\d{4}-\d{4}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(YearConverter, "year")
app_name = "observatory"

urlpatterns = [
    path("observatoire/", public.editions, name="editions"),
    path("observatoire/annees/", public.years, name="years"),
    path("observatoire/<year:name>/", public.edition, name="edition"),
    path("observatoire/<year:name>/tableaux/<int:number>/", public.table, name="table"),
    path("observatoire/<year:name>/lieux/<slug:slug>/", public.place, name="place"),
    path(
        "observatoire/<year:name>/lieux/<slug:slug>/enseignements/",
        public.teachings,
        name="teachings",
    ),
    path("observatoire/<year:name>/indicateurs/", public.indicators, name="indicators"),
    path("observatoire/<year:name>/indicateurs/<slug:code>/", public.indicator, name="indicator"),
    path("observatoire/<year:name>/graphiques/", public.charts, name="charts"),
    path("observatoire/<year:name>/fichiers/<path:file>", public.file, name="file"),
    path("gestion/observatoire/", desk.editions, name="desk"),
    path("gestion/observatoire/consultations/", desk.consultations, name="consultations"),
    path("gestion/observatoire/doublons/", pairs.latest, name="latest_pairs"),
    path("gestion/observatoire/<year:name>/", desk.edition, name="desk_edition"),
    path("gestion/observatoire/<year:name>/tableaux/<int:number>/", desk.table, name="desk_table"),
    path(
        "gestion/observatoire/<year:name>/enseignements/<slug:slug>/",
        desk.teachings,
        name="desk_teachings",
    ),
    path("gestion/observatoire/<year:name>/retours/<slug:system>/", desk.feed, name="feed"),
    path(
        "gestion/observatoire/<year:name>/retours/<slug:system>/csv/",
        desk.feed_csv,
        name="feed_csv",
    ),
    path("gestion/observatoire/<year:name>/publier/", desk.publish, name="publish"),
    path("gestion/observatoire/doublons/<year:name>/", pairs.pair, name="pair"),
    path("gestion/observatoire/doublons/<year:name>/annuler/", pairs.undo, name="undo"),
]

from django.urls import URLPattern, path

from gregoire.planning.web import own, own_feed, own_print

urlpatterns: list[URLPattern] = [
    path("planning/", own.planning, name="planning"),
    path("planning/semaine/", own.week, name="own_week"),
    path("planning/mois/", own.month, name="own_month"),
    path("planning/vu/", own.seen, name="seen"),
    path("planning/imprimer/", own_print.print_planning, name="print"),
    path("planning/adresse/", own_feed.feed_address, name="feed_address"),
    path("planning/adresse/fermer/", own_feed.close_feed, name="close_feed"),
    path("planning/flux/<str:token>.ics", own_feed.feed, name="feed"),
    path("planning/seances/<str:public_id>/", own.session, name="session"),
]

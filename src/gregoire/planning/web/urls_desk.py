"""The office's timetable, the changes of classes, rooms and closing days."""

from django.urls import URLPattern, path

from gregoire.planning.web import desk, desk_changes, desk_rooms, desk_series

urlpatterns: list[URLPattern] = [
    path("gestion/planning/", desk.desk, name="desk"),
    path("gestion/planning/imprimer/", desk.desk_print, name="desk_print"),
    path("gestion/planning/imprimer/centre/", desk.centre_print, name="centre_print"),
    path("gestion/planning/salles/<int:pk>/", desk.room_week, name="room_week"),
    path("gestion/planning/enseignants/<str:public_id>/", desk.teacher_week, name="teacher_week"),
    path(
        "gestion/planning/offres/<str:public_id>/",
        desk_series.offering_plan,
        name="offering_plan",
    ),
    path(
        "gestion/planning/offres/<str:public_id>/seance/", desk_series.add_class, name="add_class"
    ),
    path("gestion/planning/seances/<str:public_id>/annuler/", desk_changes.cancel, name="cancel"),
    path(
        "gestion/planning/seances/<str:public_id>/reporter/",
        desk_changes.postpone,
        name="postpone",
    ),
    path("gestion/planning/seances/<str:public_id>/deplacer/", desk_changes.move, name="move"),
    path(
        "gestion/planning/seances/<str:public_id>/rattraper/", desk_changes.make_up, name="make_up"
    ),
    path(
        "gestion/planning/seances/<str:public_id>/support/", desk_changes.material, name="material"
    ),
    path("gestion/planning/changements/<str:public_id>/", desk_changes.change, name="change"),
    path("gestion/planning/changements/<str:public_id>/defaire/", desk_changes.undo, name="undo"),
    path("gestion/centres/<slug:code>/salles/", desk_rooms.rooms, name="rooms"),
    path("gestion/centres/<slug:code>/salles/<int:pk>/", desk_rooms.room, name="room"),
    path(
        "gestion/centres/<slug:code>/salles/<int:pk>/supprimer/",
        desk_rooms.room_remove,
        name="room_remove",
    ),
    path("gestion/centres/<slug:code>/fermetures/", desk_rooms.closing_days, name="closing_days"),
    path(
        "gestion/centres/<slug:code>/fermetures/<int:pk>/rouvrir/",
        desk_rooms.reopen,
        name="reopen",
    ),
]

from django.urls import URLPattern, path

from gregoire.planning.web import planner, planner_needs, planner_result

urlpatterns: list[URLPattern] = [
    path("gestion/semestre/", planner.semester, name="semester"),
    path("gestion/semestre/besoins/", planner_needs.needs, name="needs"),
    path("gestion/semestre/besoins/<str:public_id>/", planner_needs.need, name="need"),
    path("gestion/semestre/enseignants/", planner_needs.teachers, name="plan_teachers"),
    path("gestion/semestre/enseignants/<str:public_id>/", planner_needs.hours, name="plan_teacher"),
    path("planning/disponibilites/<str:public_id>/", planner_needs.hours, name="teacher_hours"),
    path("gestion/semestre/<str:public_id>/", planner_result.timetable, name="plan_timetable"),
    path("gestion/semestre/<str:public_id>/arreter/", planner.stop, name="plan_stop"),
    path(
        "gestion/semestre/<str:public_id>/croisements/", planner_result.clashes, name="plan_clashes"
    ),
    path("gestion/semestre/<str:public_id>/publier/", planner_result.publish, name="plan_publish"),
    path("gestion/semestre/<str:public_id>/fixer/", planner_result.pin, name="plan_pin"),
]

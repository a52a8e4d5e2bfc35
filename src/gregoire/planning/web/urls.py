from gregoire.planning.web import urls_attendance, urls_desk, urls_own, urls_planner

app_name = "planning"

urlpatterns = [
    *urls_own.urlpatterns,  # /planning/
    *urls_desk.urlpatterns,  # /gestion/planning/
    *urls_attendance.urlpatterns,  # /gestion/presences/, /gestion/attestations/
    *urls_planner.urlpatterns,  # /gestion/semestre/
]

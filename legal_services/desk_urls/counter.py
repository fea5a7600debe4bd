"""The counter: the clerk's day, appointments, the queue and its wall screen."""

from django.urls import path

from legal_services.desk import appointments, day, importing, waiting, wall_screen

urlpatterns = [
    path("", day.home, name="home"),
    path("day/", day.day, name="day"),
    path("appointments/<slug:reference>/", appointments.appointment, name="appointment"),
    path("appointments/<slug:reference>/step/", appointments.step, name="appointment_step"),
    path("appointments/<slug:reference>/move/", appointments.move, name="appointment_move"),
    path("appointments/<slug:reference>/cancel/", appointments.call_off, name="appointment_call_off"),
    path("queue/draw/", waiting.draw, name="queue_draw"),
    path("queue/next/", waiting.call_next, name="queue_next"),
    path("queue/<slug:day>/<int:number>/", waiting.slip, name="queue_slip"),
    path("queue/<slug:day>/<int:number>/step/", waiting.step, name="queue_step"),
    path("records/import/", importing.imports, name="imports"),
    path("records/import/<slug:reference>/", importing.one, name="import"),
    path("records/import/<slug:reference>/columns/", importing.columns, name="import_columns"),
    path("records/import/<slug:reference>/<slug:act>/", importing.act, name="import_act"),
    path("wall/", wall_screen.addresses, name="wall_addresses"),
    path("wall/<int:address>/take-back/", wall_screen.take_back, name="wall_address_take_back"),
    path("wall/<slug:key>/", wall_screen.wall_screen, name="wall"),
]

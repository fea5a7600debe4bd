"""Applications under review."""

from django.urls import path

from institutions.desk import (
    review,
    review_acts,
    review_asking,
    review_compare,
    review_letters,
    review_papers,
    review_statistics,
)

urlpatterns = [
    path("", review.home, name="home"),
    path("applications/", review.queue, name="queue"),
    path("applications/assign/", review.assign, name="assign"),
    path("applications/statistics/", review_statistics.statistics, name="statistics"),
    path("applications/statistics/rows/", review_statistics.rows, name="statistics_rows"),
    path("applications/<str:reference>/", review.application, name="application"),
    path("applications/<str:reference>/officer/", review_acts.assign_one, name="assign_one"),
    path("applications/<str:reference>/note/", review_acts.note, name="note"),
    path("applications/<str:reference>/checklist/", review_acts.checks, name="checks"),
    path("applications/<str:reference>/take-up/", review_acts.take_up, name="take_up"),
    path("applications/<str:reference>/recommend/", review_acts.recommend, name="recommend"),
    path("applications/<str:reference>/send-back/", review_acts.send_back, name="send_back"),
    path("applications/<str:reference>/approve/", review_acts.approve, name="approve"),
    path("applications/<str:reference>/decline/", review_acts.decline, name="decline"),
    path("applications/<str:reference>/ask/", review_asking.ask, name="ask"),
    path("applications/<str:reference>/ask/questions/", review_asking.question, name="question"),
    path("applications/<str:reference>/ask/<int:item>/remove/", review_asking.question_remove, name="question_remove"),
    path("applications/<str:reference>/documents/<uuid:document>/", review_papers.paper, name="paper"),
    path(
        "applications/<str:reference>/documents/<uuid:document>/review/", review_papers.paper_review,
        name="paper_review",
    ),
    path("applications/<str:reference>/letter/", review_letters.letter, name="letter"),
    path("applications/<str:reference>/letters/<int:letter>/", review_letters.sent_letter, name="sent_letter"),
    path("applications/<str:reference>/compare/", review_compare.compare, name="compare"),
]  # fmt: skip

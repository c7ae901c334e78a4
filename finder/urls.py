"""Every address of the finder, in one place."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from finder import feeds
from finder.api import dictionary
from finder.health import healthz, readyz
from finder.pages import (
    accuracy,
    center,
    centers,
    compare,
    dumps,
    embed,
    explained,
    glossary,
    guide,
    match,
    mistake,
    plain,
    report,
    results,
    sheet,
    sitemaps,
    trial,
)

urlpatterns = [
    re_path(r"^feeds/trials\.(?P<kind>atom|json)$", feeds.trials, name="feed-trials"),
    re_path(r"^feeds/trials/(?P<public_id>[A-Za-z0-9-]{1,40})\.(?P<kind>atom|json)$", feeds.trial, name="feed-trial"),
    re_path(r"^feeds/centers/(?P<slug>[\w-]{1,80})\.(?P<kind>atom|json)$", feeds.center, name="feed-center"),
    path("embed/finder.js", embed.script, name="embed-script"),
    path("dumps/", dumps.index, name="dumps"),
    path("dumps/dictionary.json", dictionary.as_json, name="dictionary-json"),
    path("dumps/dictionary.csv", dictionary.as_csv, name="dictionary-csv"),
    path("dumps/<str:file>", dumps.newest, name="dump-newest"),
    path("dumps/<str:name>/<str:file>", dumps.dump, name="dump"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    re_path(
        r"^sitemaps/(?P<name>pages|centers|trials)-(?P<number>\d{1,6})\.xml$", sitemaps.numbered, name="sitemap-section"
    ),
    # For pages that name no icon of their own: the admin, errors.
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}finder/icon.svg")),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/v1/", include("finder.api.urls")),
    path("api/", include("finder.api.about_urls")),
    path("admin/", admin.site.urls),
    # English without a prefix, Spanish under /es/; what stands above is English whoever reads it.
    *i18n_patterns(
        path("", plain.home, name="home"),
        path("start/", guide.start, name="start"),
        path("trials/", results.trials, name="trials"),
        path("trials/<str:public_id>/", trial.trial, name="trial"),
        path("trials/<str:public_id>/report/", report.report, name="report"),
        path("compare/", compare.compare, name="compare"),
        path("sheet/", sheet.sheet, name="sheet"),
        path("centers/", centers.centers, name="centers"),
        path("centers/<slug:slug>/", center.center, name="center"),
        path("centers/<slug:slug>/report/", mistake.mistake, name="center-report"),
        path("match/", match.match, name="match"),
        path("embed/trials/", embed.trials, name="embed-trials"),
        path("status/", plain.status, name="status"),
        path("about/data/", plain.data, name="data"),
        path("about/accuracy/", accuracy.accuracy, name="accuracy"),
        path("about/metastatic/", explained.metastatic, name="metastatic"),
        path("about/when-to-call/", explained.when_to_call, name="when-to-call"),
        path("glossary/", glossary.glossary, name="glossary"),
        prefix_default_language=False,
    ),
]

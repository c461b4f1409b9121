"""Packages with a long history of migrations, and the applications that each of them needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """`apps` are those whose migrations are looked at, in the order of INSTALLED_APPS."""

    distribution: str
    apps: tuple[str, ...]
    besides: tuple[str, ...] = ()


PACKAGES: Mapping[str, Package] = {
    "cms": Package(
        distribution="django-cms", apps=("cms",), besides=("menus", "sekizai", "treebeard")
    ),
    "filer": Package(distribution="django-filer", apps=("easy_thumbnails", "filer")),
    "oauth": Package(distribution="django-oauth-toolkit", apps=("oauth2_provider",)),
    "wagtail": Package(
        distribution="wagtail",
        apps=(
            "wagtail.contrib.forms",
            "wagtail.contrib.redirects",
            "wagtail.embeds",
            "wagtail.users",
            "wagtail.documents",
            "wagtail.images",
            "wagtail.search",
            "wagtail.admin",
            "wagtail",
            "taggit",
        ),
        besides=("modelcluster",),
    ),
    "machina": Package(
        distribution="django-machina",
        apps=(
            "machina.apps.forum",
            "machina.apps.forum_conversation",
            "machina.apps.forum_conversation.forum_attachments",
            "machina.apps.forum_conversation.forum_polls",
            "machina.apps.forum_tracking",
            "machina.apps.forum_member",
            "machina.apps.forum_permission",
        ),
        besides=("mptt", "haystack", "machina"),
    ),
    "when": Package(distribution="edx-when", apps=("edx_when",)),
    "allauth": Package(
        distribution="django-allauth",
        apps=("allauth.account", "allauth.socialaccount", "allauth.mfa", "allauth.usersessions"),
        besides=("allauth",),
    ),
    "beat": Package(distribution="django-celery-beat", apps=("django_celery_beat",)),
}

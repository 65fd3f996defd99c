"""In which form features are asked for: `f`, `profile`, or what the client accepts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import Depends, Query, Request

from spatial.api.accepting import accepted
from spatial.api.standard.documents import base_url, link
from spatial.api.standard.face import Document
from spatial.api.standard.responses import Responses, named
from spatial.errors import BadParameter, FormNotOffered
from spatial.features.formats.form import BY_MEDIA_TYPE, FACTS, Form
from spatial.features.formats.writing import Wishes

CONFORMANCE = (
    "http://www.opengis.net/spec/json-fg-1/1.0/conf/core",
    "http://www.opengis.net/spec/json-fg-1/1.0/conf/types-schemas",
    "http://www.opengis.net/spec/json-fg-1/1.0/conf/profiles",
    "http://www.opengis.net/spec/json-fg-1/1.0/conf/api",
)
"""Of JSON-FG (OGC 21-045r1). The other forms have no classes of OGC APIs."""


class Profile(StrEnum):
    """A profile of GeoJSON (OGC 21-045r1, GeoJSON Profiles)."""

    RFC7946 = "rfc7946"
    JSONFG = "jsonfg"
    JSONFG_PLUS = "jsonfg-plus"


_PROFILES = "http://www.opengis.net/def/profile/OGC/0/"


class Header(StrEnum):
    """What the columns of a CSV are called."""

    NAME = "name"
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class AskedForm:
    """A form, what is wished of it, what its answers are called, and the profile they name."""

    form: Form
    wishes: Wishes
    media_type: str
    profile: Profile | None = None

    def profile_links(self) -> list[Document]:
        """The link by which a document names its profile (RFC 6906)."""
        if self.profile is None:
            return []
        return [link("profile", f"{_PROFILES}{self.profile}", "text/html")]


FormName = Annotated[
    Form | None,
    Query(
        description="The form of the answer; what `Accept` asks for when left out, GeoJSON "
        "where it names none."
    ),
]
ProfileName = Annotated[
    Profile | None,
    Query(
        description="Of GeoJSON: rfc7946, jsonfg (with time and the system that was asked for) "
        "or jsonfg-plus (with the shape in CRS84, too)."
    ),
]


def form_of(request: Request, f: Form | None, profile: Profile | None) -> AskedForm:
    """The form of an answer. Raises FormNotOffered, BadParameter."""
    form = f or accepted(request, BY_MEDIA_TYPE)
    if form is None:
        wanted = request.headers.get("accept", "")
        if wanted.strip():
            raise FormNotOffered(
                f"there are no features as {wanted}; there are: "
                + ", ".join(facts.media_type for facts in FACTS.values())
            )
        form = Form.JSON
    if profile is None:
        told = Profile.JSONFG if form is Form.JSONFG else None
        return AskedForm(form, Wishes(), FACTS[form].media_type, told)
    if form not in (Form.JSON, Form.JSONFG):
        raise BadParameter(f"profile={profile} is one of GeoJSON, and f={form} is asked for")
    if form is Form.JSONFG and profile is Profile.RFC7946:
        raise BadParameter("profile=rfc7946 is plain GeoJSON, and f=jsonfg is asked for")
    # The standard's own name of both, for whoever asks by profile.
    kind = FACTS[form].media_type
    form = Form.JSON if profile is Profile.RFC7946 else Form.JSONFG
    return AskedForm(form, Wishes(fallback=profile is Profile.JSONFG_PLUS), kind, profile)


async def collection_form(
    request: Request,
    f: FormName = None,
    profile: ProfileName = None,
    bom: Annotated[
        bool, Query(description="Whether a CSV begins with a byte-order mark, for Excel.")
    ] = False,
    header: Annotated[
        Header, Query(description="Whether a CSV's header has the names or the Chinese titles.")
    ] = Header.NAME,
) -> AskedForm:
    """The form of many features. Raises FormNotOffered, BadParameter."""
    asked = form_of(request, f, profile)
    wishes = Wishes(bom=bom, titles=header is Header.TITLE, fallback=asked.wishes.fallback)
    return replace(asked, wishes=wishes)


async def feature_form(
    request: Request, f: FormName = None, profile: ProfileName = None
) -> AskedForm:
    """The form of one feature: GeoJSON or JSON-FG. Raises FormNotOffered, BadParameter."""
    asked = form_of(request, f, profile)
    if FACTS[asked.form].whole:
        raise FormNotOffered(
            f"one feature is told as json or jsonfg, not as {asked.form}: ask for items with a "
            "filter on its properties"
        )
    return asked


AsItems = Annotated[AskedForm, Depends(collection_form)]
AsItem = Annotated[AskedForm, Depends(feature_form)]


def form_links(request: Request, told: Form) -> list[Document]:
    """Links to the features that a request asks for in the other forms than the one that is told.

    Documents are alternates, the same page; files are enclosures, all features from the first on.
    """
    base = f"{base_url(request)}{quote(request.scope['path'])}"
    query = request.query_params.multi_items()
    links = []
    for form, facts in FACTS.items():
        if form is told:
            continue
        left = _OF_A_PAGE if facts.whole else _OF_A_FORM
        asked = [(name, value) for name, value in query if name not in left]
        address = f"{base}?{urlencode([*asked, ('f', form.value)])}"
        rel = "enclosure" if facts.whole else "alternate"
        links.append(link(rel, address, facts.media_type, title=facts.title))
    return links


_OF_A_FORM = ("f", "profile", "bom", "header")
_OF_A_PAGE = (*_OF_A_FORM, "after", "limit")


def download_links(items: str) -> list[Document]:
    """Links of a collection to all its features. items: the address of the items."""
    return [
        link(
            "enclosure" if facts.whole else "items",
            f"{items}?f={form}",
            facts.media_type,
            title=facts.title,
        )
        for form, facts in FACTS.items()
        if form is not Form.JSON
    ]


def form_responses(schema: str, *, whole: bool) -> Responses:
    """What the OpenAPI document says of an answer in each form. whole: files, too."""
    content: dict[str, Any] = {}
    for facts in FACTS.values():
        if not facts.whole:
            content[facts.media_type] = {"schema": named(schema)}
        elif whole:
            text = facts.media_type.startswith("text/")
            told = {"type": "string"} if text else {"type": "string", "format": "binary"}
            content[facts.media_type] = {"schema": told}
    return {200: {"description": "OK", "content": content}}

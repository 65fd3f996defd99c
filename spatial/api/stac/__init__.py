"""`/stac`: the image catalogue as a STAC API, for programs that know the standard."""

from spatial.api.stac.face import ROOT, catalogue_face

__all__ = ["ROOT", "catalogue_face"]

"""`/stac`: the image catalogue as a STAC API, for programs that know the standard."""

import logging

# stac-fastapi makes settings of its own when it is imported, and warns that they lack a title: ours
# have one, and each command would print the warning.
logging.getLogger("stac_fastapi.types.config").setLevel(logging.ERROR)

from spatial.api.stac.face import ROOT, catalogue_face  # noqa: E402

__all__ = ["ROOT", "catalogue_face"]

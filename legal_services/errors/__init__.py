"""Why something is refused around legal services, and what to do instead; a module for each part of the work."""

from commons.lib.errors import Refusal
from legal_services.errors.common import ChangedMeanwhile, TooBusy

BY_CONSTRAINT: dict[str, type[Refusal]] = {}
"""What a violated constraint means to the person."""

__all__ = ["BY_CONSTRAINT", "ChangedMeanwhile", "TooBusy"]

from norms.wording.events import EventWording

EVENT_WORDING = EventWording({"slip.issued": "emitió el {label}, por {reason}"}, {"reason": {"travel": "viaje"}})

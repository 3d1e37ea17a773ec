from norms.wording.telling import Telling

TELLING = Telling({"slip.issued": "emitió el {label}, por {reason}"}, {"reason": {"travel": "viaje"}})

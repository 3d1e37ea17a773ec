from cerx.formats.es.formats import *  # noqa: F403

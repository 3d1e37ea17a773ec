from core.rooms import Room


class AdmissionsConfig(Room):
    name = "admissions"
    verbose_name = "Incorporaciones"
    machines = "admissions.states"

    def ready(self) -> None:
        """What the Assembly votes on an expediente takes effect when its session closes (docs/adr/0007)."""
        from sessions_app import effects

        from .selectors import people
        from .services import AdmissionVote

        vote = AdmissionVote()
        effects.register(vote.purpose, vote)
        effects.register_matter("application", vote)
        people.register()

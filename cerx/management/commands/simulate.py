import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from members.models import Body
from sessions_app.simulation.play import play
from sessions_app.simulation.scenario import InvalidScenario, load
from sessions_app.simulation.world import real_list


class Command(BaseCommand):
    help = (
        "Juega escenarios del reglamento por los mismos servicios que usan las páginas, sin dejar rastro. "
        "Sale con 0 si todo es como se esperaba, con 1 si algo no, con 2 si un archivo no es un escenario válido."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="ARCHIVO")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            scenarios = [load(path, real_list) for path in options["files"]]
        except InvalidScenario as error:
            raise CommandError(str(error), returncode=2) from error
        if Body._meta.db_table not in connection.introspection.table_names():
            raise CommandError(
                "La base de datos está vacía: prepárela antes con bin/run o con manage.py migrate.", returncode=3
            )
        ok = True
        for scenario in scenarios:
            result = play(scenario)
            ok = ok and result["ok"]
            self.stdout.write(json.dumps(result, ensure_ascii=False))
        if not ok:
            sys.exit(1)

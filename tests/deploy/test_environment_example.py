import importlib
import pkgutil
from collections.abc import Iterator

from pydantic_settings import BaseSettings

import deploy
import ingest
import spatial
import tileserver
from deploy.environment import SETTINGS, environment_example, variables
from deploy.settings import ROOT


def all_settings(root: type[BaseSettings] = BaseSettings) -> Iterator[type[BaseSettings]]:
    for package in (spatial, tileserver, ingest, deploy):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith(("__main__", "migrations.env")):
                importlib.import_module(module.name)
    for settings in root.__subclasses__():
        if settings.__module__.split(".")[0] in ("spatial", "tileserver", "ingest", "deploy"):
            yield settings


def test_the_example_is_what_the_classes_say() -> None:
    written = (ROOT / "deploy" / "environment.example").read_text(encoding="utf-8")
    assert written == environment_example(), "renew it with `make bless`"


def test_every_settings_class_is_in_the_example() -> None:
    assert {settings.__name__ for settings in all_settings()} == {s.__name__ for s in SETTINGS}


def test_every_setting_has_a_description_and_the_prefix_of_the_platform() -> None:
    for settings in all_settings():
        for name, description, _ in variables(settings):
            assert name.startswith("SHIKONG_"), name
            assert len(description) > 20, f"{name} is not described"


def test_no_two_settings_share_a_variable() -> None:
    names = [name for settings in SETTINGS for name, _, _ in variables(settings)]
    assert len(names) == len(set(names))


def test_the_example_holds_no_path_of_this_machine() -> None:
    assert str(ROOT) not in environment_example()

"""The configuration in docs/running.md is what the programs it is for accept."""

import re
import subprocess
import sysconfig
from pathlib import Path

from kocmoc.settings import Settings

NATS = Path(sysconfig.get_path("scripts")) / "nats-server"
PAGE = Path(__file__).parents[3] / "docs/running.md"


def test_nats_takes_the_configuration_of_its_cluster(tmp_path: Path) -> None:
    (configuration,) = re.findall(r"```text\n(# nats-server.conf.*?)```", PAGE.read_text(), re.DOTALL)
    file = tmp_path / "nats-server.conf"
    file.write_text(configuration)
    checked = subprocess.run([NATS, "-t", "-c", file], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_every_setting_that_is_named_exists() -> None:
    named = {name.lower() for name in re.findall(r"KOCMOC_([A-Z_]+)", PAGE.read_text())}
    assert named <= {*Settings.__struct_fields__}

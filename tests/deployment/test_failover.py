"""Two servers behind nginx, a database with a synchronous replica: whatever dies, no saved answer is lost."""

from __future__ import annotations

import time

from server.records.collections import COLLECTIONS
from server.storage import open_store
from tests.deployment.saving import Saver, all_saving, longest_gap

NOTICED = 1.5
"""Seconds until somebody, or Patroni, has noticed that the primary is gone."""


def test_no_acknowledged_save_is_lost_when_a_server_and_then_the_primary_are_killed(installation, capsys):
    savers = [Saver(installation.nginx) for _ in range(6)]

    def disaster():
        time.sleep(2)
        installation.servers[1].kill()
        time.sleep(2)
        installation.primary.kill()
        time.sleep(NOTICED)
        installation.replica.promote()
        time.sleep(2)
        installation.servers[1].start()
        time.sleep(2)

    all_saving(savers, disaster)
    store = open_store(installation.store, COLLECTIONS)
    troubles = [trouble for saver in savers for trouble in saver.troubles(store)]
    store.close()
    kept, retries = (sum(len(saver.kept) for saver in savers), sum(saver.retries for saver in savers))
    with capsys.disabled():
        told = f"{kept} acknowledged saves, {len(troubles)} lost or doubled, {retries} retries"
        print(f" [server and primary killed: {told}, longest gap {longest_gap(savers):.1f} s] ", end="")
    assert kept > 50 and longest_gap(savers) < 15
    assert [saver.refused for saver in savers if saver.refused] == []
    assert troubles == []

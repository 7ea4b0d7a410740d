"""Damaged documents end in a report or one of the two errors, soon and small."""

import io
import zipfile
from random import Random

from tests.fuzz.bases import MEDIA
from tests.fuzz.damage import member_damaged
from tests.fuzz.run import Ended, Outcome, Task, make, run, tasks

SEEDS = (1, 2)
DOCUMENTS = 300


def test_damaged_documents_end_well() -> None:
    """A few hundred of every medium; the nightly command makes them by the hundred thousand."""
    outcome = Outcome()
    for seed in SEEDS:
        for task, ended in run(tasks(seed, DOCUMENTS), jobs=2):
            outcome.add(task, ended)
    assert outcome.failures == []
    assert sum(outcome.ends.values()) == len(SEEDS) * DOCUMENTS
    assert {medium for medium, _ in outcome.ends} == set(MEDIA)


def test_documents_are_made_again_from_their_name() -> None:
    """What failed can be made again by seed, medium and number."""
    made = list(tasks(5, 20))
    assert made == list(tasks(5, 20))
    assert [make(task) for task in made] == [make(task) for task in made]
    assert make(Task(5, "html", 1)) != make(Task(6, "html", 1))


def test_an_archive_without_members_can_be_damaged() -> None:
    """Damage may leave one: seed 11 met it among its first 16,000 documents."""
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w"):
        pass
    assert len(member_damaged(empty.getvalue(), Random(1))) == len(empty.getvalue())


def test_damage_leaves_reports_to_read() -> None:
    """Damage that always made a document unreadable would test nothing but the door."""
    outcome = Outcome()
    for task, ended in run(tasks(3, 60, ["html"]), jobs=1):
        outcome.add(task, ended)
    assert outcome.ends["html", "report"] >= 10


def test_the_memory_of_a_document_is_not_that_of_its_parent() -> None:
    """A suite that has read pictures before holds more than a document may use."""
    held = b"1" * (600 << 20)
    ((_, ended),) = run(tasks(5, 1, ["text"]), jobs=1)
    assert isinstance(ended, Ended)
    assert 0 < ended.megabytes < 300 < len(held) >> 20

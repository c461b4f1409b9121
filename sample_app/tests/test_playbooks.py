"""The shop's playbooks, from the start to the end and back, on rows of the shop's factories."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evolve.errors import Refused
from evolve.testing.rehearsal import Rehearsal
from sample_app.factories import OldCustomerFactory, OldProductFactory

Playbook = Callable[..., Rehearsal]


def test_a_name_is_split_and_put_together_again(evolve_playbook: Playbook) -> None:
    evolution = evolve_playbook("customer-split-name")
    ada = OldCustomerFactory(full_name="Ada Lovelace")
    odd = OldCustomerFactory(full_name="Plato")

    evolution.start()
    assert evolution.row(ada.pk)["last_name"] == "Lovelace"
    assert evolution.row(odd.pk)["last_name"] is None

    ada.full_name = "Ada King"
    ada.save()  # a release of before
    assert evolution.row(ada.pk)["last_name"] == "King"
    evolution.update(ada.pk, first_name="Augusta")  # a release of after
    assert evolution.row(ada.pk)["full_name"] == "Augusta King"
    evolution.verify()

    evolution.contract()
    assert "full_name" not in evolution.row(ada.pk)
    evolution.update(odd.pk, last_name="of Athens")
    evolution.undo()
    assert evolution.row(odd.pk)["full_name"] == "Plato of Athens"

    evolution.contract()
    evolution.drop()
    assert set(evolution.row(ada.pk)) >= {"first_name", "last_name"}
    assert evolution.state == "done"


def test_a_renamed_field_can_be_taken_back(evolve_playbook: Playbook) -> None:
    """What both releases wrote is there afterwards."""
    evolution = evolve_playbook("product-rename-title")
    jar = OldProductFactory(title="Jar")
    evolution.start()
    new = evolution.insert(sku="new", price=1, name="Lid")
    assert evolution.row(new)["title"] == "Lid"
    evolution.revert()
    assert "name" not in evolution.row(jar.pk)
    assert evolution.row(new)["title"] == "Lid"


def test_values_that_get_lost_are_refused_until_they_are_accepted(
    evolve_playbook: Playbook,
) -> None:
    """The playbook cannot give "Mary Ann" and "Lee" back from one name: revert says so."""
    evolution = evolve_playbook("customer-split-name")
    mary = OldCustomerFactory(full_name="Mary")
    evolution.start()
    evolution.update(mary.pk, first_name="Mary Ann", last_name="Lee")
    with pytest.raises(Refused, match="would be lost"):
        evolution.revert()
    evolution.revert(accept_loss=True)
    assert evolution.row(mary.pk)["full_name"] == "Mary Ann Lee"


def test_what_python_gives_is_there_once_it_is_settled(evolve_playbook: Playbook) -> None:
    evolution = evolve_playbook("contact-python-number")
    evolution.start()
    old = evolution.insert(name="Ada", phone="030 / 123456")
    new = evolution.insert(name="Zoë", number="+44201234")
    evolution.settle()
    assert evolution.row(old)["number"] == "+4930123456"
    assert evolution.row(new)["phone"] == "+44201234"

"""A team's own playbooks in its own suite: the fixture `evolve_playbook` of pytest.

    def test_the_name_is_split(evolve_playbook):
        evolution = evolve_playbook("customer-split-name")
        customer = CustomerFactory(full_name="Ada Lovelace")
        evolution.start()
        assert evolution.row(customer.pk)["first_name"] == "Ada"
        evolution.update(customer.pk, last_name="King")       # as a new release would write it
        assert evolution.row(customer.pk)["full_name"] == "Ada King"
        evolution.contract()
        evolution.undo()
        evolution.revert()

It needs pytest-django. The test has a copy of the test database for itself, since evolve commits,
and since columns come and go; it is dropped afterwards. So the test takes neither the mark
`django_db` nor the fixture `db`.
"""

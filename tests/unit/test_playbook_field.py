"""A field is read as written in models.py, and never run."""

from __future__ import annotations

import ast
from decimal import Decimal

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import models

from evolve.playbook.field import FieldTextError, parse_field
from evolve.playbook.field_classes import REFUSED, field_classes, keywords


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("CharField(max_length=80)", models.CharField(max_length=80)),
        ("models.CharField(max_length=80)", models.CharField(max_length=80)),
        ("django.db.models.TextField()", models.TextField()),
        ("  TextField(\n  null=True,\n)  ", models.TextField(null=True)),
        ("CharField('Full name', max_length=9)", models.CharField("Full name", max_length=9)),
        ("IntegerField(default=-1)", models.IntegerField(default=-1)),
        ("BooleanField(default=False)", models.BooleanField(default=False)),
        ("TextField(db_default='')", models.TextField(db_default="")),
        ("IntegerField(null=True, default=None)", models.IntegerField(null=True, default=None)),
        (
            "DecimalField(max_digits=10, decimal_places=2)",
            models.DecimalField(max_digits=10, decimal_places=2),
        ),
        (
            "CharField(max_length=1, choices=[('a', 'A'), ('b', 'B')])",
            models.CharField(max_length=1, choices=[("a", "A"), ("b", "B")]),
        ),
        ("JSONField(default={'a': [1, None]})", models.JSONField(default={"a": [1, None]})),
        (
            "ArrayField(models.CharField(max_length=3), size=2)",
            ArrayField(models.CharField(max_length=3), size=2),
        ),
        (
            "ArrayField(base_field=ArrayField(IntegerField()))",
            ArrayField(base_field=ArrayField(models.IntegerField())),
        ),
        ("CharField(db_collation='C')", models.CharField(db_collation="C")),
        ("DateTimeField(auto_now_add=True)", models.DateTimeField(auto_now_add=True)),
    ],
)
def test_a_field_is_what_models_py_would_make_of_it(
    text: str, field: models.Field[object, object]
) -> None:
    def shown(value: models.Field[object, object]) -> object:
        _, path, args, kwargs = value.deconstruct()
        base = kwargs.pop("base_field", None)
        return path, args, kwargs, base and shown(base)

    assert shown(parse_field(text)) == shown(field)


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("", "", "not a field"),
        ("CharField", "CharField", "not a field; CharField(max_length=80)"),
        ("80", "80", "not a field"),
        ("CharField(max_length=80", "(", "never closed"),
        ("CharField(max_length=80) + 1", "CharField", "not a field"),
        ("CharFeild(max_length=80)", "CharFeild", "near CharField"),
        ("charfield(max_length=80)", "charfield", "near CharField"),
        ("TextFild()", "TextFild", "near TextField"),
        ("MoneyField()", "MoneyField", "unknown field"),
        ("model.TextField()", "model", "unknown module; near models"),
        ("os.system('true')", "os", "unknown module"),
        ("__import__('os').system('true')", "__import__", "unknown module"),
        ("(lambda: 0)()", "lambda", "unknown field"),
        ("ForeignKey('shop.Order', on_delete=models.CASCADE)", "ForeignKey", "relation"),
        ("models.ManyToManyField('shop.Order')", "models", "relation"),
        ("BigAutoField(primary_key=True)", "BigAutoField", "counts itself up"),
        ("GeneratedField(expression='a')", "GeneratedField", "generated column"),
        ("Field()", "Field", "not a type of column"),
        ("NullBooleanField()", "NullBooleanField", "unknown field"),
        ("CharField(max_lenght=80)", "max_lenght", "near max_length"),
        ("CharField(max_length=80, nul=True)", "nul=", "near null"),
        ("TextField(rel=None)", "rel", "unknown argument of TextField"),
        ("TextField(name='a')", "name", "unknown argument of TextField"),
        ("CharField(max_length=80, max_length=90)", "max_length=90", "twice"),
        ("CharField('a', verbose_name='b')", "verbose_name", "twice"),
        ("CharField('a', 80)", "80", "without a name"),
        ("CharField(*[80])", "*", "without a name"),
        ("CharField(**{'max_length': 80})", "{", "`**`"),
        ("CharField(max_length='80')", "'80'", "a whole number from 1"),
        ("CharField(max_length=0)", "0", "a whole number from 1"),
        ("CharField(max_length=True)", "True", "a whole number from 1"),
        ("CharField(max_length=8 * 10)", "8", "not a literal"),
        ("CharField(max_length=LONG)", "LONG", "never run"),
        ("CharField(help_text=_('a'))", "_(", "never run"),
        ("JSONField(default=dict)", "dict", "never run"),
        ("DateTimeField(default=timezone.now)", "timezone", "never run"),
        ("DateTimeField(db_default=Now())", "Now", "never run"),
        ("TextField(default=lambda: 1)", "lambda", "never run"),
        ("TextField(default=f'{1}')", "f'", "not a literal"),
        ("TextField(default=1j)", "1j", "not a literal"),
        ("TextField(null=1)", "1", "True or False"),
        ("TextField(null=None)", "None", "True or False"),
        ("TextField(verbose_name=3)", "3", "text"),
        ("IntegerField(primary_key=True)", "True", "no primary key"),
        ("IntegerField(default='many')", "'many'", "does not fit"),
        ("IntegerField(db_default='many')", "'many'", "does not fit"),
        ("IntegerField(default=None)", "None", "does not fit"),
        ("CharField(max_length=2, default='abc')", "'abc'", "does not fit"),
        ("TextField(default=1)", "1", "does not fit"),
        ("DecimalField()", "DecimalField", "max_digits"),
        ("DecimalField(max_digits=2, decimal_places=3)", "DecimalField", "no greater"),
        ("ArrayField()", "ArrayField", "the field of its items"),
        ("ArrayField(TextFeild())", "TextFeild", "near TextField"),
        ("ArrayField(models.TextField)", "models", "not a field"),
        ("JSONField(default={**{}})", "{", "no literal"),
        ("JSONField(default={[]: 1})", "[", "no literal"),
        ("GenericIPAddressField(protocol='x')", "Generic", "Django does not accept"),
        ("CharField(help_text='é', max_lengt=1)", "max_lengt", "near max_length"),
        ("TextField(\n  nul=True)", "nul", "near null"),
    ],
)
def test_what_is_no_plain_field_is_refused_at_its_place(text: str, at: str, words: str) -> None:
    with pytest.raises(FieldTextError) as caught:
        parse_field(text)
    error = caught.value
    told = f"{error.message}; {error.expected}; near {error.nearest}"
    assert all(word in told for word in words.split("; ")), told
    assert text[error.offset :].startswith(at), error.offset


def test_a_refused_field_is_still_a_value_error() -> None:
    with pytest.raises(ValueError, match="unknown field"):
        parse_field("Nothing()")


def test_nothing_in_a_field_is_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: object) -> None:
        raise AssertionError("ran")

    monkeypatch.setattr("builtins.eval", run)
    monkeypatch.setattr("builtins.exec", run)
    assert parse_field("IntegerField(default=1)").default == 1


def test_every_class_that_may_be_named_can_be_made() -> None:
    extra = {"DecimalField": "max_digits=3, decimal_places=1", "ArrayField": "TextField()"}
    for name, cls in field_classes().items():
        assert type(parse_field(f"{name}({extra.get(name, '')})")) is cls
        assert {"null", "db_column"} <= keywords(cls)


def test_every_field_of_django_is_allowed_or_refused_with_a_reason() -> None:
    removed = {"IPAddressField", "CommaSeparatedIntegerField", "NullBooleanField"}
    fields = {name for name in dir(models) if name.endswith(("Field", "Key", "Object"))}
    assert fields - removed <= set(field_classes()) | set(REFUSED)


def test_numbers_keep_their_type() -> None:
    field = parse_field("DecimalField(max_digits=4, decimal_places=1, default=1.5)")
    assert field.to_python(field.default) == Decimal("1.5")
    assert isinstance(ast.literal_eval("1"), int)

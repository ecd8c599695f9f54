"""`field__among=[...]`: is one of these, as one parameter of the statement however many there are.

`__in` writes a parameter for each and compiles every one: with some hundred ids, several times in a statement, that
takes longer than the database needs for the answer.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.lookups import Lookup

if TYPE_CHECKING:
    _Lookup = Lookup[Any]
else:
    _Lookup = Lookup


@models.UUIDField.register_lookup
@models.ForeignKey.register_lookup
class Among(_Lookup):
    """`= ANY(list)`; of an empty list nothing is one."""

    lookup_name = "among"
    prepare_rhs = False

    def __init__(self, lhs: Any, rhs: Iterable[Any]) -> None:
        """Whatever can be walked is taken as a list, once."""
        super().__init__(lhs, list(rhs))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """One parameter, of the column's own type."""
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s::uuid[])", (*params, self.rhs)

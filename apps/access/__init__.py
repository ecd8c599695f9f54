"""The access table and the question put to it. No models, no HTTP."""

from apps.access.allow import allow, may, predicate, refuse_fields, trim, visible_classes, visible_fields
from apps.access.roles import Role

__all__ = ["Role", "allow", "may", "predicate", "refuse_fields", "trim", "visible_classes", "visible_fields"]

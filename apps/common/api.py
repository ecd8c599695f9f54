"""What every API view builds on: strict bodies, declared query parameters."""

from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.common.errors import Code, Invalid
from apps.common.guard import Malformed, refuse_bad_text


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses fields it does not know, by name, instead of dropping them."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = sorted(set(data) - set(self.fields))
            if unknown:
                raise serializers.ValidationError({name: ["unknown field"] for name in unknown})
        return super().to_internal_value(data)


def checked(serializer: type[serializers.BaseSerializer[Any]], data: Any, **options: Any) -> dict[str, Any]:
    """The body as the serializer understands it; raises Invalid (422) naming every field that is wrong."""
    bound = serializer(data=data, **options)
    if not bound.is_valid():
        fields = sorted(bound.errors) if isinstance(bound.errors, dict) else ["body"]
        names = ["body" if name == "non_field_errors" else name for name in fields]
        raise Invalid(Code.INVALID, f"Not right: {', '.join(names)}.", fields=names)
    return dict(bound.validated_data)


class DeclaredQueryView(APIView):
    """A view whose query parameters are all declared in `query`; an unknown one is 400, not ignored."""

    query: ClassVar[frozenset[str]] = frozenset()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        refuse_bad_text([request.path, *request.query_params.keys(), *request.query_params.values()])
        unknown = sorted(set(request.query_params) - self.query)
        if unknown:
            raise Malformed(Code.UNKNOWN_PARAMETER, "Unknown query parameter.", fields=unknown)

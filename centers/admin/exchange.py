"""Import and export of curated tables as CSV and JSON. In: a file of a curator's; out: first what it would change, row
by row, and after a yes the changes, all or none. What a row means is said in `centers/admin/resources.py`.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from import_export.admin import ImportExportMixin
from import_export.formats import base_formats
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.tmp_storages import BaseStorage

from centers.admin.curated import may
from centers.cells import escaped, unescaped

LARGEST = 1_500_000
"""Bytes of a file. It is carried by the page that asks for a yes."""
HOUR = 3600


class SafeCSV(base_formats.CSV):
    """The library's own escaping drops the sign, and knows one of six."""

    def create_dataset(self, in_stream: Any, **kwargs: Any) -> Any:
        dataset = super().create_dataset(in_stream, **kwargs)
        for _ in range(len(dataset)):
            dataset.append([unescaped(cell) for cell in dataset.lpop()])
        return dataset

    def _escape_formulae(self, dataset: Any) -> None:
        for _ in range(len(dataset)):
            dataset.append([escaped("" if cell is None else str(cell)) for cell in dataset.lpop()])


class PlainJSON(base_formats.JSON):
    """No spreadsheet opens it as sheets: nothing to escape."""

    def _escape_formulae(self, dataset: Any) -> None:
        return


class Carried(BaseStorage):
    """Keeps an uploaded file nowhere: the page that asks for a yes carries it, signed, and brings it back. A folder of
    this machine would be another one on the next, and its files would stay."""

    def save(self, data: bytes) -> None:
        self.name = data

    def read(self) -> str:
        return self.name.decode(self.encoding) if isinstance(self.name, bytes) else self.name

    def remove(self) -> None:
        return


class SmallImport(ImportForm):
    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        if file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 1.5 MB: give it in parts.")
        return file


class ConfirmCarried(ConfirmImportForm):
    """`salt` says for whom and for which table the file was signed; `seen` is the digest of what was shown."""

    def __init__(self, *args: Any, salt: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.salt = salt
        self.seen = ""

    def clean_import_file_name(self) -> str:
        try:
            text, self.seen = signing.loads(self.cleaned_data["import_file_name"], salt=self.salt, max_age=HOUR)
        except signing.BadSignature:
            raise forms.ValidationError("This preview is older than an hour, or not yours. Choose the file again.")
        return str(text)

    def clean_format(self) -> str:
        if self.cleaned_data["format"] not in ("0", "1"):
            raise forms.ValidationError("There is no such format.")
        return str(self.cleaned_data["format"])


def digest(result: Any) -> str:
    """Of what an import does, row by row."""
    rows = [[row.import_type, *map(str, row.diff or ())] for row in result.rows]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


class Exchanged(ImportExportMixin):
    """An admin whose table is exchanged. To bring in rows is to add and to change them; both are for curators."""

    formats = [SafeCSV, PlainJSON]
    import_form_class = SmallImport
    confirm_form_class = ConfirmCarried
    export_form_class = ExportForm
    tmp_storage_class = Carried
    import_template_name = "admin/curated/import.html"
    import_export_change_list_template = "admin/curated/change_list.html"

    def has_import_permission(self, request: HttpRequest) -> bool:
        return may(request, "add", self.model) and may(request, "change", self.model)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return may(request, "change", self.model)

    def get_confirm_form_kwargs(self, request: HttpRequest, import_form: Any = None) -> dict[str, Any]:
        salt = f"import of {self.opts.label_lower} by {request.user.pk}"
        return {**super().get_confirm_form_kwargs(request, import_form), "salt": salt}

    def import_action(self, request: HttpRequest, **kwargs: Any) -> Any:
        page = super().import_action(request, **kwargs)
        form = page.context_data.get("confirm_form")
        if form is not None:
            data = form.initial["import_file_name"].decode(self.from_encoding)
            seen = digest(page.context_data["result"])
            form.initial["import_file_name"] = signing.dumps([data, seen], salt=form.salt, compress=True)
        return page

    def get_import_data_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """All or none: without it a row that is refused at the second look is left out in silence."""
        return {**super().get_import_data_kwargs(**kwargs), "rollback_on_validation_errors": True}

    def process_dataset(self, dataset: Any, form: Any, request: HttpRequest, **kwargs: Any) -> Any:
        with transaction.atomic():
            result = super().process_dataset(dataset, form, request, **kwargs)
            result.is_as_shown = digest(result) == form.seen
            if not result.is_as_shown:
                transaction.set_rollback(True)
        return result

    def process_result(self, result: Any, request: HttpRequest) -> HttpResponse:
        if result.is_as_shown and not result.has_errors() and not result.has_validation_errors():
            answer: HttpResponse = super().process_result(result, request)
            return answer
        messages.error(request, "Nothing was written: the rows have changed since they were shown. Look at it again.")
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import"))

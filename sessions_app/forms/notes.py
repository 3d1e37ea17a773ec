"""The deliberation notes of one point, as the editor sends them."""

from django import forms


class NotesForm(forms.Form):
    """`version` is the one the editor started from; the service cleans the text and refuses an old version."""

    html = forms.CharField(label="Notas de la deliberación", required=False, strip=False)
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

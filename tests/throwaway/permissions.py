from members.enums import OFFICE, READERS

MATRIX = {"slips.view": READERS, "slips.issue": OFFICE}
WHY = {"slips.issue": "Solo la Secretaría Técnica y su Adjunta emiten vales."}

from .download import excel_response, wants_excel

__all__ = ["excel_response", "wants_excel"]

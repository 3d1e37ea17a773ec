from .download import chosen_words, excel_response, wants_excel

__all__ = ["chosen_words", "excel_response", "wants_excel"]

WORDING = {"slip_without_reason": "escriba para qué es el vale"}

"""What stands around a person's own words on paper and on the link's page, in short words of both languages."""

from typing import Final

TITLES: Final[dict[str, dict[str, str]]] = {
    "en": {
        "signs": "How I know it is starting",
        "alone": "What I can do by myself",
        "places": "Where I can be with people",
        "people": "People who help",
        "professionals": "Someone trained, any hour",
        "safer": "Making home safer",
        "reasons": "Why I stay",
    },
    "es": {
        "signs": "Cómo sé que está empezando",
        "alone": "Lo que puedo hacer por mi cuenta",
        "places": "Dónde puedo estar con gente",
        "people": "Personas que me ayudan",
        "professionals": "Alguien preparado, a cualquier hora",
        "safer": "Para que mi casa sea más segura",
        "reasons": "Por qué me quedo",
    },
}
WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "title": "My plan",
        "mine": "These are my words. I can change them any day.",
        "call_988": "Call or text 988",
        "danger": "If I am in danger now: 911.",
        "nothing": "Nothing yet.",
        "unprinted": "[not printable here]",
        "unprinted_foot": "What stands in brackets could not be printed. It is on the screen and in the link.",
        "ask": "Type the code and the word that you chose.",
        "code": "Code",
        "word": "My word",
        "open": "Open my plan",
        "wrong": "That did not open. Check both. After 5 wrong words, or after 3 days, it closes.",
        "needs_nobody": "If you need someone now, call or text 988. In danger: 911.",
    },
    "es": {
        "title": "Mi plan",
        "mine": "Son mis palabras. Puedo cambiarlas cualquier día.",
        "call_988": "Llame o mande un texto al 988",
        "danger": "Si estoy en peligro ahora: 911.",
        "nothing": "Todavía nada.",
        "unprinted": "[no se puede imprimir aquí]",
        "unprinted_foot": "Lo que está entre corchetes no se pudo imprimir. Está en la pantalla y en el enlace.",
        "ask": "Escriba el código y la palabra que usted eligió.",
        "code": "Código",
        "word": "Mi palabra",
        "open": "Abrir mi plan",
        "wrong": "No se abrió. Revise los dos. Se cierra tras 5 palabras equivocadas, o a los 3 días.",
        "needs_nobody": "Si necesita a alguien ahora, llame o mande un texto al 988. En peligro: 911.",
    },
}

"""FHIR R4 Questionnaires: read, decide what is asked, check and score what was answered. Pure: no Django, no rows.

The same rules stand in frontend/src/features/instrument/engine/; both run tests/encounters/vectors/*.json.
"""

"""Triage: answers in, level and reasons out. Pure Python; knows no Django, no database and no clock."""

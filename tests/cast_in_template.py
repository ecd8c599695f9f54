"""Put the cast into the template database, through actions, once for all tests (databases.py runs this)."""

import django

if __name__ == "__main__":
    django.setup()

    from config import seed

    seed.people()

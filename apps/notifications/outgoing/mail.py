"""E-mail by SMTP. What ends before the letter's own bytes are sent has not left; what ends after them is unclear."""

import smtplib
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

from apps.notifications.outgoing.said import AGAIN, CANNOT_SAY, REFUSED, TAKEN, UNCLEAR, Letter, Said


class Smtp:
    """The operator's mail server. It cannot be asked what became of a letter."""

    def send(self, letter: Letter) -> Said:
        """Hand one letter to the server, on a connection of its own."""
        connection = get_connection()
        try:
            connection.open()
        except smtplib.SMTPAuthenticationError:
            return Said(AGAIN, "not_let_in")  # a mended password lets the same letter through
        except (OSError, smtplib.SMTPException):
            return Said(AGAIN, "no_server")
        try:
            connection.send_messages([mail_of(letter)])
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
            return _refused(error)
        except (OSError, smtplib.SMTPException) as error:
            return Said(UNCLEAR, "timeout" if isinstance(error, TimeoutError) else "cut_off")
        finally:
            _close(connection)
        return Said(TAKEN, provider_id=message_id_of(letter.id))

    def ask(self, message_id: UUID) -> Said:
        """SMTP has no such question."""
        return Said(CANNOT_SAY)


def message_id_of(letter_id: UUID) -> str:
    """The Message-ID: the same on a repeat, so that a mail reader may know it as one."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{letter_id}@{domain}>"


def mail_of(letter: Letter) -> EmailMultiAlternatives:
    """The letter as it goes over the wire."""
    headers = {"Message-ID": message_id_of(letter.id), "Auto-Submitted": "auto-generated"}
    mail = EmailMultiAlternatives(letter.subject, letter.text, to=[letter.to], headers=headers)
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    return mail


def _refused(error: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> Said:
    """The server has answered, so it has not taken it: 4xx is "later", 5xx is never."""
    if isinstance(error, smtplib.SMTPResponseException):
        code = error.smtp_code
    else:
        code = max(code for code, _ in error.recipients.values())
    return Said(AGAIN if 400 <= code < 500 else REFUSED, f"smtp_{code}")


def _close(connection: object) -> None:
    """A server that has hung up does not answer QUIT either; what was said before stands."""
    try:
        connection.close()  # type: ignore[attr-defined]
    except (OSError, smtplib.SMTPException):
        return

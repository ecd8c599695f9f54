"""What leaves the building: pushes that wake a closed phone, and messages to people outside."""

from apps.notifications.actions.invitations import invite, send_sign_in_link
from apps.notifications.actions.messages import (
    empty_messages,
    keep_in_mailbox,
    note_receipt,
    note_said,
    put_aside,
    queue_message,
    requeue_message,
    settle_lost,
    stop_messages,
)
from apps.notifications.actions.stops import allow_texts, stop_texts
from apps.notifications.actions.waking import (
    OPENED,
    RECEIVED,
    TEST_WINDOW,
    TESTS_OF_DEVICE,
    acknowledge,
    begin_test,
    channel_of,
    end_subscriptions,
    make_key,
    note_answer,
    plan,
    send_test,
    subscribe,
)

__all__ = [
    "OPENED",
    "RECEIVED",
    "TESTS_OF_DEVICE",
    "TEST_WINDOW",
    "acknowledge",
    "allow_texts",
    "begin_test",
    "channel_of",
    "empty_messages",
    "end_subscriptions",
    "invite",
    "keep_in_mailbox",
    "make_key",
    "note_answer",
    "note_receipt",
    "note_said",
    "plan",
    "put_aside",
    "queue_message",
    "requeue_message",
    "send_sign_in_link",
    "send_test",
    "settle_lost",
    "stop_messages",
    "stop_texts",
    "subscribe",
]

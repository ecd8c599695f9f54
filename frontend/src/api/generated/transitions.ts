// Written by `manage.py write_client_tables`; do not edit.

/** kind -> status -> next status -> the actions that lead there. */
export const TRANSITIONS: Record<string, Record<string, Record<string, readonly string[]>>> = {
  "plan": {
    "": {
      "draft": [
        "plan.draft"
      ]
    },
    "draft": {
      "submitted": [
        "plan.submit"
      ],
      "withdrawn": [
        "plan.withdraw"
      ]
    },
    "submitted": {
      "draft": [
        "plan.send_back"
      ],
      "approved": [
        "plan.approve"
      ],
      "withdrawn": [
        "plan.withdraw"
      ]
    },
    "approved": {
      "superseded": [
        "plan.approve"
      ],
      "expired": [
        "plan.remind"
      ],
      "withdrawn": [
        "plan.withdraw"
      ]
    },
    "expired": {
      "superseded": [
        "plan.approve"
      ],
      "withdrawn": [
        "plan.withdraw"
      ]
    }
  },
  "incident": {
    "": {
      "open": [
        "incident.create"
      ],
      "closed": [
        "incident.import"
      ]
    },
    "open": {
      "closed": [
        "incident.close"
      ]
    },
    "closed": {
      "open": [
        "incident.reopen"
      ]
    }
  },
  "assignment": {
    "": {
      "assigned": [
        "assignment.send",
        "assignment.divert"
      ],
      "en_route": [
        "assignment.start_own"
      ],
      "on_scene": [
        "assignment.start_own"
      ]
    },
    "assigned": {
      "acknowledged": [
        "assignment.accept",
        "assignment.correct"
      ],
      "en_route": [
        "assignment.correct"
      ],
      "staged": [
        "assignment.correct"
      ],
      "on_scene": [
        "assignment.correct"
      ],
      "cleared": [
        "assignment.correct"
      ],
      "cancelled": [
        "assignment.cancel",
        "assignment.decline"
      ],
      "diverted": [
        "assignment.divert"
      ]
    },
    "acknowledged": {
      "en_route": [
        "assignment.set_status",
        "assignment.correct"
      ],
      "staged": [
        "assignment.set_status",
        "assignment.correct"
      ],
      "on_scene": [
        "assignment.set_status",
        "assignment.correct"
      ],
      "cleared": [
        "assignment.correct"
      ],
      "assigned": [
        "assignment.decline",
        "assignment.correct"
      ],
      "cancelled": [
        "assignment.cancel",
        "assignment.decline"
      ],
      "diverted": [
        "assignment.divert"
      ]
    },
    "en_route": {
      "staged": [
        "assignment.set_status",
        "assignment.correct"
      ],
      "on_scene": [
        "assignment.set_status",
        "assignment.correct"
      ],
      "cleared": [
        "assignment.set_status",
        "assignment.correct"
      ],
      "acknowledged": [
        "assignment.undo",
        "assignment.correct"
      ],
      "cancelled": [
        "assignment.cancel",
        "assignment.decline"
      ],
      "diverted": [
        "assignment.divert"
      ]
    },
    "staged": {
      "on_scene": [
        "assignment.set_status",
        "assignment.correct"
      ],
      "cleared": [
        "assignment.set_status",
        "assignment.correct"
      ],
      "acknowledged": [
        "assignment.undo",
        "assignment.correct"
      ],
      "en_route": [
        "assignment.undo",
        "assignment.correct"
      ],
      "cancelled": [
        "assignment.cancel",
        "assignment.decline"
      ],
      "diverted": [
        "assignment.divert"
      ]
    },
    "on_scene": {
      "cleared": [
        "assignment.set_status",
        "assignment.correct"
      ],
      "acknowledged": [
        "assignment.undo",
        "assignment.correct"
      ],
      "en_route": [
        "assignment.undo",
        "assignment.correct"
      ],
      "staged": [
        "assignment.undo",
        "assignment.correct"
      ],
      "cancelled": [
        "assignment.cancel"
      ],
      "diverted": [
        "assignment.divert"
      ]
    },
    "cleared": {
      "en_route": [
        "assignment.undo",
        "assignment.correct"
      ],
      "staged": [
        "assignment.undo",
        "assignment.correct"
      ],
      "on_scene": [
        "assignment.undo",
        "assignment.correct"
      ]
    }
  },
  "encounter": {
    "": {
      "open": [
        "encounter.begin",
        "encounter.write",
        "encounter.report_force"
      ]
    },
    "open": {
      "open": [
        "encounter.write",
        "encounter.report_force"
      ],
      "signed": [
        "encounter.sign"
      ]
    },
    "signed": {
      "signed": [
        "encounter.report_force",
        "encounter.amend"
      ]
    }
  },
  "referral": {
    "": {
      "draft": [
        "referral.ask"
      ]
    },
    "draft": {
      "sent": [
        "referral.send"
      ],
      "cancelled": [
        "referral.cancel"
      ],
      "entered_in_error": [
        "referral.mark_error"
      ]
    },
    "needs_client": {
      "sent": [
        "referral.send"
      ],
      "accepted": [
        "referral.accept"
      ],
      "scheduled": [
        "referral.schedule"
      ],
      "expired": [
        "referral.expire"
      ],
      "cancelled": [
        "referral.cancel"
      ],
      "entered_in_error": [
        "referral.mark_error"
      ]
    },
    "no_capacity": {
      "sent": [
        "referral.send"
      ]
    },
    "expired": {
      "sent": [
        "referral.send"
      ]
    },
    "cancelled": {
      "sent": [
        "referral.send"
      ]
    },
    "sent": {
      "accepted": [
        "referral.accept"
      ],
      "scheduled": [
        "referral.schedule"
      ],
      "declined": [
        "referral.decline"
      ],
      "no_capacity": [
        "referral.decline"
      ],
      "needs_client": [
        "referral.needs_client"
      ],
      "expired": [
        "referral.expire"
      ],
      "cancelled": [
        "referral.cancel"
      ],
      "entered_in_error": [
        "referral.mark_error"
      ]
    },
    "accepted": {
      "scheduled": [
        "referral.schedule"
      ],
      "attended": [
        "referral.attended"
      ],
      "declined": [
        "referral.decline"
      ],
      "no_capacity": [
        "referral.decline"
      ],
      "needs_client": [
        "referral.needs_client"
      ],
      "missed": [
        "referral.missed"
      ],
      "no_contact": [
        "referral.no_contact"
      ],
      "cancel_requested": [
        "referral.cancel"
      ],
      "entered_in_error": [
        "referral.mark_error"
      ]
    },
    "scheduled": {
      "scheduled": [
        "referral.schedule"
      ],
      "attended": [
        "referral.attended"
      ],
      "declined": [
        "referral.decline"
      ],
      "no_capacity": [
        "referral.decline"
      ],
      "missed": [
        "referral.missed"
      ],
      "no_contact": [
        "referral.no_contact"
      ],
      "cancel_requested": [
        "referral.cancel"
      ],
      "entered_in_error": [
        "referral.mark_error"
      ]
    },
    "missed": {
      "scheduled": [
        "referral.schedule"
      ],
      "attended": [
        "referral.attended"
      ],
      "closed": [
        "referral.close"
      ],
      "no_contact": [
        "referral.no_contact"
      ],
      "cancel_requested": [
        "referral.cancel"
      ],
      "cancelled": [
        "referral.cancel"
      ],
      "entered_in_error": [
        "referral.mark_error"
      ]
    },
    "attended": {
      "closed": [
        "referral.close"
      ],
      "sent": [
        "referral.take_back"
      ],
      "needs_client": [
        "referral.take_back"
      ],
      "accepted": [
        "referral.take_back"
      ],
      "scheduled": [
        "referral.take_back"
      ],
      "missed": [
        "referral.take_back"
      ]
    },
    "no_contact": {
      "closed": [
        "referral.close"
      ],
      "cancelled": [
        "referral.cancel"
      ]
    },
    "cancel_requested": {
      "cancelled": [
        "referral.confirm_cancel"
      ]
    }
  },
  "case": {
    "": {
      "open": [
        "case.open"
      ]
    },
    "open": {
      "landed": [
        "case.land"
      ],
      "closed": [
        "case.close"
      ]
    },
    "landed": {
      "open": [
        "case.reopen"
      ]
    },
    "closed": {
      "open": [
        "case.reopen"
      ]
    }
  }
};

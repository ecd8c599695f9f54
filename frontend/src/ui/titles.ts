import { m } from "$messages";

/** What screens are called. Loaded after the first of them, so that every new screen does not make all of them slower. */
export const titles = {
  board_title: m.board_title,
  directory_title: m.directory_title,
  forms_instrument: m.forms_instrument,
  intake_title: m.intake_title,
  nav_home: m.nav_home,
  needs_you_title: m.needs_you_title,
  people_person_title: m.people_person_title,
  people_who_title: m.people_who_title,
  phone_alert_title: m.phone_alert_title,
  phone_assignment_title: m.phone_assignment_title,
  phone_new_title: m.phone_new_title,
  phone_news_title: m.phone_news_title,
  phone_remarks_title: m.phone_remarks_title,
  phone_shift_title: m.phone_shift_title,
  plan_plans: m.plan_plans,
  plan_title_none: m.plan_title_none,
  safety_title: m.safety_title,
  scene_title: m.scene_title,
  visit_cases_title: m.visit_cases_title,
  visit_handover_title: m.visit_handover_title,
  visit_title: m.visit_title,
  waking_devices: m.waking_devices,
  waking_title: m.waking_title,
};

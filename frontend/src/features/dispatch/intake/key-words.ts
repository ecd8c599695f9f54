import { m } from "$messages";
import { small } from "../board/key-words";
import { may } from "../may";

/** The keyboard map of intake. */
export function intakeKeys(): (readonly [string[], string])[] {
  const all: [boolean, string[], () => string][] = [
    [true, ["Tab"], m.intake_key_next],
    [true, ["⌃1", "9"], m.intake_key_proposal],
    [true, ["⌃Q"], m.intake_key_questions],
    [true, ["Y", "X", "?"], m.intake_key_answer],
    [may.send(), ["⌃↵"], m.board_key_send],
    [true, ["⌃E"], m.board_told_ems],
    [true, ["Esc"], m.intake_to_board],
    [true, ["F1"], m.board_all_keys],
    [true, ["↵"], m.intake_key_detail],
    [true, ["↑", "↓"], m.intake_key_rows],
    [true, ["⌫"], m.intake_key_clear],
    [may.override(), ["L"], m.intake_other_level],
    [true, ["W"], m.intake_place],
    [true, ["B"], m.intake_call_back],
    [true, ["N"], m.intake_words],
    [true, ["P"], m.intake_person_name],
    [true, ["H"], m.intake_hazards],
  ];
  return all.filter(([may]) => may).map(([, keys, does]) => [keys, small(does())] as const);
}

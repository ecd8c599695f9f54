import { m } from "$messages";
import { may } from "../may";

/** The keyboard map of the board, as this person may use it. */
export function boardKeys(): (readonly [string[], string])[] {
  const all: [boolean, string[], () => string][] = [
    [true, ["J", "K"], m.board_key_move],
    [true, ["Enter"], m.board_key_open],
    [true, ["Esc"], m.board_key_out],
    [may.send(), ["1", "9"], m.board_key_team],
    [may.send(), ["D"], m.board_key_send],
    [may.send(), ["X"], m.board_take_back],
    [may.send(), ["V"], m.board_divert],
    [may.override(), ["L"], m.board_key_level],
    [may.decide(), ["G"], m.board_confirm],
    [may.stage(), ["S"], m.board_key_stage],
    [true, ["E"], m.board_told_ems],
    [true, ["T"], m.board_key_told],
    [may.close(), ["C"], m.board_key_close],
    [may.close(), ["R"], m.board_reopen],
    [may.decide(), ["U"], m.board_duplicate],
    [may.send(), ["F"], m.board_correct],
    [true, ["N"], m.board_key_remark],
    [may.intake(), ["I"], m.board_new_incident],
    [may.intake(), ["Q"], m.board_to_intake],
    [may.putOnShift(), ["O"], m.board_put_on_shift],
    [true, ["A"], m.board_key_alarm],
    [true, ["/"], m.board_key_find],
    [true, ["?"], m.board_all_keys],
  ];
  return all.filter(([may]) => may).map(([, keys, does]) => [keys, small(does())] as const);
}

/** Keys are told in running text: small, but for names such as CAD. */
export function small(text: string): string {
  return /^\p{Lu}\p{Lu}/u.test(text) ? text : text.charAt(0).toLocaleLowerCase() + text.slice(1);
}

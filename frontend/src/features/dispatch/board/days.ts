/** The calendar day of the programme, `back` days ago, as YYYY-MM-DD: counted in local days, so 23 and 25 hours do not matter. */
export function dayOf(now: number, zone: string | undefined, back: number): string {
  const parts = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", ...(zone ? { timeZone: zone } : {}) })
    .format(new Date(now))
    .split("-")
    .map(Number);
  const [year = 1970, month = 1, day = 1] = parts;
  return new Date(Date.UTC(year, month - 1, day - back)).toISOString().slice(0, 10);
}

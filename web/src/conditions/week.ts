/** A week of hours as a minute-by-minute circle: Sunday night goes on on Monday.
 *
 * 1. A slot is what the form's rows say: the days on which it begins, from, to. Days of the same hours are one row.
 * 2. What goes over one midnight and lasts less than a day is one slot; what is longer is cut at midnights.
 * 3. Minutes are kept as typed: setting a half hour beside 22:15 changes that half hour and nothing else.
 */

export const DAY = 1440;
export const WEEK = 7 * DAY;

export interface Slot {
  /** 1 Monday to 7 Sunday. */
  readonly days: readonly number[];
  readonly start: number;
  /** 1 to 1440; not after `start`: on the next day. */
  readonly end: number;
}

export type Minutes = Uint8Array;

/** Return the minutes in which `slots` hold. */
export function minutesOf(slots: readonly Slot[]): Minutes {
  const week = new Uint8Array(WEEK);
  for (const { days, start, end } of slots) {
    const length = end > start ? end - start : end + DAY - start;
    for (const day of days) {
      set(week, (day - 1) * DAY + start, length, true);
    }
  }
  return week;
}

/** Set or clear `length` minutes from `from` on, round the week's end. */
export function set(week: Minutes, from: number, length: number, on: boolean): void {
  for (let minute = 0; minute < length; minute += 1) {
    week[(from + minute) % WEEK] = on ? 1 : 0;
  }
}

/** Return the rows that hold in these minutes. */
export function slotsOf(week: Minutes): Slot[] {
  const rows = new Map<string, { days: number[]; start: number; end: number }>();
  for (const [from, length] of pieces(week)) {
    const day = Math.floor(from / DAY) + 1;
    const start = from % DAY;
    const end = (start + length) % DAY || DAY;
    const row = rows.get(`${start}-${end}`) ?? { days: [], start, end };
    row.days.push(day);
    rows.set(`${start}-${end}`, row);
  }
  return [...rows.values()]
    .map((row) => ({ ...row, days: row.days.sort((a, b) => a - b) }))
    .sort((a, b) => (a.days[0] ?? 0) - (b.days[0] ?? 0) || a.start - b.start);
}

/** Let every day of `to` begin what `from` begins, and nothing else. */
export function copied(week: Minutes, from: number, to: readonly number[]): Minutes {
  const kept = slotsOf(week).map((slot) => ({ ...slot, days: slot.days.filter((day) => !to.includes(day)) }));
  const own = slotsOf(week).filter((slot) => slot.days.includes(from));
  return minutesOf([...kept, ...own.map((slot) => ({ ...slot, days: to }))]);
}

/** Return stretches as (begin, length), cut so that each is a slot. */
function pieces(week: Minutes): [number, number][] {
  const first = week.indexOf(0);
  if (first < 0) {
    return Array.from({ length: 7 }, (_, day) => [day * DAY, DAY]);
  }
  const found: [number, number][] = [];
  let begin = -1;
  for (let step = 1; step <= WEEK; step += 1) {
    const at = (first + step) % WEEK;
    if (week[at] === 1 && begin < 0) {
      begin = first + step;
    } else if (week[at] === 0 && begin >= 0) {
      found.push(...cut(begin, first + step));
      begin = -1;
    }
  }
  return found.map(([from, length]): [number, number] => [from % WEEK, length]).sort((a, b) => a[0] - b[0]);
}

function cut(begin: number, end: number): [number, number][] {
  if (end - begin < DAY && Math.floor(begin / DAY) + 1 >= Math.floor((end - 1) / DAY)) {
    return [[begin, end - begin]];
  }
  const found: [number, number][] = [];
  for (let from = begin; from < end; ) {
    const to = Math.min(end, (Math.floor(from / DAY) + 1) * DAY);
    found.push([from, to - from]);
    from = to;
  }
  return found;
}

/** When a rule with a schedule is due. */
export interface Schedule {
  /**
   * The first time after another; undefined when there is none.
   * @param since when the rule was made or changed, which intervals are counted from
   */
  next(after: number, since: number): number | undefined;
}

const minuteMs = 60_000;
const units: Readonly<Record<string, number>> = { minute: 1, hour: 60, day: 1440 };

/**
 * Reads `rate(5 minutes)` or `cron(0 12 * * ? *)`, in UTC.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 * @returns undefined for what AWS refuses
 */
export function parseSchedule(expression: string): Schedule | undefined {
  const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression);
  if (rate !== null) {
    const [, count = "", unit = "", plural] = rate;
    const value = Number(count);
    if (value < 1 || (value === 1) !== (plural === "")) return undefined;
    return everyMs(value * (units[unit] ?? 1) * minuteMs);
  }
  const cron = /^cron\((.+)\)$/.exec(expression)?.[1];
  return cron === undefined ? undefined : parseCron(cron.trim().split(/\s+/));
}

function everyMs(interval: number): Schedule {
  return {
    next: (after, since) => since + (Math.floor(Math.max(0, after - since) / interval) + 1) * interval,
  };
}

const monthNames = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const dayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const lastYear = 2199;
const dayMs = 24 * 60 * minuteMs;

type DayTest = (date: Date) => boolean;

function parseCron(fields: readonly string[]): Schedule | undefined {
  const [minute = "", hour = "", day = "", month = "", weekday = "", year = ""] = fields;
  if (fields.length !== 6 || (day === "?") === (weekday === "?")) return undefined;
  const minutes = parseSet(minute, 0, 59);
  const hours = parseSet(hour, 0, 23);
  const months = parseSet(named(month, monthNames, 1), 1, 12);
  const years = parseSet(year, 1970, lastYear);
  const isDay = weekday === "?" ? dayOfMonth(day) : dayOfWeek(named(weekday, dayNames, 1));
  if (!minutes || !hours || !months || !years || !isDay) return undefined;
  const next = (after: number): number | undefined => {
    const first = (Math.floor(after / minuteMs) + 1) * minuteMs;
    for (let at = Math.floor(first / dayMs) * dayMs; ; at += dayMs) {
      const date = new Date(at);
      if (date.getUTCFullYear() > lastYear) return undefined;
      if (!years.has(date.getUTCFullYear()) || !months.has(date.getUTCMonth() + 1) || !isDay(date)) continue;
      for (let time = Math.max(at, first); time < at + dayMs; time += minuteMs) {
        const of = new Date(time);
        if (hours.has(of.getUTCHours()) && minutes.has(of.getUTCMinutes())) return time;
      }
    }
  };
  return { next };
}

function named(field: string, names: readonly string[], first: number): string {
  return field.toUpperCase().replace(/[A-Z]{3}/g, (name) => {
    const at = names.indexOf(name);
    return at < 0 ? name : String(at + first);
  });
}

/** A list of values, ranges and steps: `*`, `1-5`, `0/15`, `1,7`. */
function parseSet(field: string, min: number, max: number): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (const part of field.split(",")) {
    const match = /^(?:(\*)|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const [, all, from, to, step] = match;
    const start = all === undefined ? Number(from) : min;
    const open = all !== undefined || (to === undefined && step !== undefined);
    const end = open ? max : Number(to ?? from);
    const by = Number(step ?? 1);
    if (start < min || end > max || by < 1) return undefined;
    // A range may go over the end: FRI-MON.
    const span = end >= start ? end - start : max - min + 1 - (start - end);
    for (let at = 0; at <= span; at += by) values.add(((start - min + at) % (max - min + 1)) + min);
  }
  return values;
}

function daysInMonth(date: Date): number {
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
}

/** `L` is the last day, `15W` the weekday nearest to the 15th, within the month. */
function dayOfMonth(field: string): DayTest | undefined {
  if (field === "L") return (date) => date.getUTCDate() === daysInMonth(date);
  const nearest = /^(\d+)W$/.exec(field)?.[1];
  if (nearest !== undefined) {
    const wanted = Number(nearest);
    if (wanted < 1 || wanted > 31) return undefined;
    return (date) => date.getUTCDate() === nearestWeekday(date, wanted);
  }
  const days = parseSet(field, 1, 31);
  return days && ((date) => days.has(date.getUTCDate()));
}

function nearestWeekday(month: Date, wanted: number): number | undefined {
  const last = daysInMonth(month);
  if (wanted > last) return undefined;
  const weekday = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), wanted)).getUTCDay();
  if (weekday === 6) return wanted === 1 ? 3 : wanted - 1;
  if (weekday === 0) return wanted === last ? wanted - 2 : wanted + 1;
  return wanted;
}

/** 1 is Sunday. `3#2` is the second Tuesday of the month, `6L` its last Friday, `L` Saturday. */
function dayOfWeek(field: string): DayTest | undefined {
  const nth = /^([1-7])#([1-5])$/.exec(field);
  if (nth !== null) {
    const [, weekday, which] = nth.map(Number);
    return (date) => date.getUTCDay() + 1 === weekday && Math.ceil(date.getUTCDate() / 7) === which;
  }
  const last = /^([1-7])L$/.exec(field)?.[1];
  if (last !== undefined) {
    return (date) => date.getUTCDay() + 1 === Number(last) && date.getUTCDate() + 7 > daysInMonth(date);
  }
  const days = parseSet(field === "L" ? "7" : field, 1, 7);
  return days && ((date) => days.has(date.getUTCDay() + 1));
}

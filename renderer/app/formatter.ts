/** Numbers, money and times in the person's language. Pure. */

export type Format = ReturnType<typeof formatter>;

const steps: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 7],
];

/** `now` is a function so that "3 minutes ago" is right whenever it is asked. */
export function formatter(language: string, timeZone: string | undefined, now: () => number = Date.now) {
  const zone = timeZone === undefined ? {} : { timeZone };
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 2 });
  const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
  const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
  const cents = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const day = new Intl.DateTimeFormat(language, { ...zone, day: 'numeric', month: 'short', year: 'numeric' });
  const dayTime = new Intl.DateTimeFormat(language, {
    ...zone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const clock = new Intl.DateTimeFormat(language, { ...zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const near = new Intl.DateTimeFormat(language, {
    ...zone,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const weekday = new Intl.DateTimeFormat(language, { ...zone, weekday: 'short' });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'long' });
  const list = new Intl.ListFormat(language, { type: 'conjunction' });
  const valid = (iso: string): Date | null => {
    const date = new Date(iso);
    return Number.isNaN(date.getTime()) ? null : date;
  };
  return {
    number: (value: number) => whole.format(value),
    /** 1.2 M, where there is no room for all digits. */
    compact: (value: number) => short.format(value),
    /** `part` of `total`; a dash when there is no total. */
    share: (part: number, total: number) => (total === 0 ? '–' : share.format(part / total)),
    percent: (value: number) => share.format(value),
    /** Without a currency the bare figure: the price lists of accounts may be in any. */
    money: (value: number, currency: string | null = null) =>
      currency === null
        ? cents.format(value)
        : new Intl.NumberFormat(language, { style: 'currency', currency }).format(value),
    date: (iso: string) => {
      const date = valid(iso);
      return date === null ? iso : day.format(date);
    },
    /** A time of these weeks, where the year goes without saying. */
    nearTime: (iso: string) => {
      const date = valid(iso);
      return date === null ? iso : near.format(date);
    },
    /** Mon. */
    weekday: (iso: string) => {
      const date = valid(iso);
      return date === null ? iso : weekday.format(date);
    },
    dateTime: (iso: string) => {
      const date = valid(iso);
      return date === null ? iso : dayTime.format(date);
    },
    time: (iso: string) => {
      const date = valid(iso);
      return date === null ? iso : clock.format(date);
    },
    /** "3 minutes ago", "in 2 hours"; a date when it is more than a week away. */
    ago: (iso: string) => {
      const date = valid(iso);
      if (date === null) return iso;
      let value = (date.getTime() - now()) / 1000;
      // Seconds that tick draw the eye and tell nothing.
      if (Math.abs(value) < 60) return relative.format(0, 'second');
      for (const [unit, size] of steps) {
        if (Math.abs(value) < size) return relative.format(Math.round(value), unit);
        value /= size;
      }
      return day.format(date);
    },
    list: (items: readonly string[]) => list.format(items),
  };
}

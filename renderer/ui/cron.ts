/** The plain schedules of the picker, and their cron. */
export type Schedule =
  | { every: 'day'; time: string }
  | { every: 'week'; time: string; days: number[] }
  | { every: 'month'; time: string; day: number };

/** Reads a cron of five fields as one of the plain schedules; null when it says more than they can. */
export function readSchedule(cron: string): Schedule | null {
  const fields = cron.trim().split(/\s+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields;
  if (fields.length !== 5 || month !== '*' || !/^\d{1,2}$/.test(minute) || !/^\d{1,2}$/.test(hour)) return null;
  if (Number(minute) > 59 || Number(hour) > 23) return null;
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (day === '*' && weekday === '*') return { every: 'day', time };
  if (day === '*') {
    const days = weekdays(weekday);
    return days === null ? null : { every: 'week', time, days };
  }
  const date = Number(day);
  if (weekday === '*' && /^\d{1,2}$/.test(day) && date >= 1 && date <= 31) return { every: 'month', time, day: date };
  return null;
}

/** `1-5,0` as ISO weekdays; cron's Sunday is 0 or 7. */
function weekdays(text: string): number[] | null {
  const days = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^([0-7])(?:-([0-7]))?$/.exec(part);
    if (match === null) return null;
    const from = Number(match[1]);
    const to = Number(match[2] ?? match[1]);
    if (to < from) return null;
    for (let day = from; day <= to; day++) days.add(day === 0 ? 7 : day);
  }
  return [...days].sort((a, b) => a - b);
}

export function writeSchedule(schedule: Schedule): string {
  const [hour = '0', minute = '0'] = schedule.time.split(':');
  const clock = `${Number(minute)} ${Number(hour)}`;
  if (schedule.every === 'month') return `${clock} ${schedule.day} * *`;
  if (schedule.every === 'day') return `${clock} * * *`;
  const days = schedule.days.length === 0 ? [1] : [...schedule.days].sort((a, b) => a - b);
  const whole = days.length > 2 && days.every((day, index) => index === 0 || day === (days[index - 1] ?? 0) + 1);
  return `${clock} * * ${whole ? `${days[0]}-${days.at(-1)}` : days.map((day) => (day === 7 ? 0 : day)).join(',')}`;
}

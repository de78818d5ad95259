import { expect, it } from 'vitest';
import { readSchedule, writeSchedule } from './cron.ts';

it.each(['0 10 * * *', '30 9 * * 1-5', '5 0 * * 0', '15 18 1 * *', '0 8 * * 1,3', '0 8 * * 6,0'])(
  '%s is plain',
  (cron) => {
    const schedule = readSchedule(cron);
    expect(schedule).not.toBeNull();
    if (schedule !== null) expect(readSchedule(writeSchedule(schedule))).toEqual(schedule);
  },
);
it.each(['*/5 * * * *', '0 10 1 1 *', '0 10 L * *', '0 10 1 * 1', '0 10', '99 10 * * *'])('%s stays cron', (cron) => {
  expect(readSchedule(cron)).toBeNull();
});

/** SQL functions that rules need: the very code of the in-memory form, so that both agree. */
import { zoneOf } from '../contacts/zone.ts';
import { stickyBucket } from '../sdk/sticky.ts';
import { passesText } from '../segments/condition.ts';
import { makeSum, numberOf, timeOfText } from '../segments/values.ts';
import type { Db } from './open.ts';

/** Registers them on a connection; done once by openFile. */
export function registerFunctions(db: Db): void {
  const pure = { deterministic: true };
  db.function('kaskad_number', pure, (value: unknown) => numberOf(value));
  db.function('kaskad_time', pure, (value: unknown, zone: unknown) =>
    typeof value === 'string' ? timeOfText(value, String(zone)) : null,
  );
  db.function('kaskad_text', pure, (value: unknown, how: unknown, needle: unknown) =>
    how === 'contains' || how === 'begins' || how === 'ends' ? Number(passesText(how, String(needle), value)) : 0,
  );
  db.function('kaskad_fold', pure, (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : null));
  db.function('kaskad_zone', pure, (timezone: unknown, country: unknown, phone: unknown, workspace: unknown) => {
    const text = (value: unknown) => (typeof value === 'string' ? value : null);
    return zoneOf(
      { timezone: text(timezone), country: text(country), phone: text(phone) },
      { workspace: String(workspace) },
    ).name;
  });
  db.function('kaskad_bucket', pure, (flow: unknown, node: unknown, contact: unknown) =>
    stickyBucket(String(flow), String(node), Number(contact)),
  );
  db.aggregate('kaskad_sum', {
    start: makeSum,
    step: (sum: ReturnType<typeof makeSum>, value: unknown) => {
      if (typeof value === 'number') sum.add(value);
    },
    result: (sum: ReturnType<typeof makeSum>) => sum.total(),
  });
}

/**
 * A year between a shop and its connector: people work there every day, also while pages are read; pages are lost, answers are cut, and the
 * connector is opened anew. In the end what came in must be what is there.
 */
import { type RecordKind, recordKinds, type SyncClient, type SyncRecord } from '../../flows/sdk/sync.ts';

export interface SyncYear {
  seed: number;
  kinds: readonly RecordKind[];
  /** As after a start: nothing is remembered but the position. */
  open(): SyncClient;
  /** What people do there at one time. */
  people(random: () => number): void;
  setNow(ms: number): void;
  setMeanwhile(work: (() => void) | null): void;
  /** From now on calls fail; null: no more. */
  fail(how: 'cut' | '500' | '429' | null): void;
}

const day = 86_400_000;
const start = Date.UTC(2026, 0, 1, 6);

/** By kind and id, as the engine keeps them: what is older than what it has, it does not take. */
export async function liveThroughAYear(year: SyncYear): Promise<Map<RecordKind, Map<string, SyncRecord>>> {
  const random = lcg(year.seed);
  const taken = new Map<RecordKind, Map<string, SyncRecord>>(year.kinds.map((kind) => [kind, new Map()]));
  const cursors = new Map<RecordKind, unknown>();
  let now = start;
  let client = year.open();
  const { signal } = new AbortController();

  /** True when nothing went wrong and there is no more. */
  async function look(kind: RecordKind, calm: boolean): Promise<boolean> {
    const fault = calm || random() > 0.1 ? null : (['cut', '500', '429'] as const)[Math.floor(random() * 3)];
    year.fail(fault ?? null);
    const cursor = cursors.get(kind) ?? null;
    const page = await client.pull(kind, cursor, { signal, now, since: null }).catch((error: unknown) => {
      if (fault === null) throw error;
      return null;
    });
    year.fail(null);
    if (page === null) return false;
    // The computer goes off before the page was kept.
    if (!calm && random() < 0.1) {
      client = year.open();
      return false;
    }
    for (const record of page.records) {
      const known = taken.get(kind)?.get(record.id);
      if (known === undefined || known.updatedAt <= record.updatedAt) taken.get(kind)?.set(record.id, record);
    }
    cursors.set(kind, JSON.parse(JSON.stringify(page.cursor)));
    return !page.more;
  }

  const inOrder = recordKinds.filter((kind) => year.kinds.includes(kind));
  for (let today = 0; today < 365; today += 3) {
    now = start + today * day + Math.floor(random() * 3600) * 1000;
    year.setNow(now);
    for (let n = 0; n < 6; n++) year.people(random);
    year.setMeanwhile(() => {
      if (random() > 0.4) return;
      now += 1000;
      year.setNow(now);
      year.people(random);
    });
    for (const kind of inOrder) for (let pages = 0; pages < 4 && !(await look(kind, false)); pages++) now += 1000;
  }
  year.setMeanwhile(null);
  // What changed during the last look, and what is only read once a day.
  for (let round = 0; round < 3; round++) {
    now += 2 * day;
    year.setNow(now);
    for (const kind of inOrder) while (!(await look(kind, true)));
  }
  return taken;
}

/** Numbers that come the same way again. */
function lcg(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

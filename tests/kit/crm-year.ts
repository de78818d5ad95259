/**
 * A year at a CRM in small: records change, also between two pages; calls fail, answers are lost, the engine starts anew. What was taken, as the
 * engine takes it, is then held against what the CRM has.
 */
import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import type { RecordKind, SyncRecord } from '../../flows/sdk/sync.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { garbage, type VendorFault } from './fake-vendor.ts';

export interface Year {
  open(): ConnectorClient;
  kinds: readonly RecordKind[];
  begin: Millis;
  /** The vendor's clock. */
  setNow(ms: Millis): void;
  /** Something changes at the vendor. `random` is at least 0, less than 1. */
  work(random: () => number): void;
  /** The next calls fail so; null: no more. */
  fail(fault: VendorFault | null): void;
  /** A refusal for too many calls, as this vendor says it. */
  tooMany: VendorFault;
  looks?: number;
  seed?: number;
}

const month: Millis = 30 * 86_400_000;

/** The same numbers for the same seed. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export async function liveYear({ open, kinds, begin, setNow, work, fail, tooMany, looks = 10, seed = 7 }: Year) {
  const random = numbers(seed);
  const taken = new Map<RecordKind, Map<string, SyncRecord>>(kinds.map((kind) => [kind, new Map()]));
  const cursors = new Map<RecordKind, unknown>();
  const interrupted = { failed: 0, lost: 0 };
  let client = open();
  let now = begin;

  const take = (record: SyncRecord): void => {
    const of = taken.get(record.kind) as Map<string, SyncRecord>;
    const known = of.get(record.id);
    if (known !== undefined && known.updatedAt > record.updatedAt) return;
    if (record.deleted) of.delete(record.id);
    else of.set(record.id, record);
  };

  async function look(kind: RecordKind, troubled: boolean): Promise<void> {
    for (let more = true; more; ) {
      let signal = AbortSignal.timeout(60_000);
      if (troubled && random() < 0.3) {
        const faults: VendorFault[] = [garbage(502), { kind: 'cut' }, { kind: 'hang' }, tooMany];
        const fault = faults[Math.floor(random() * faults.length)] as VendorFault;
        if (fault.kind === 'hang') signal = AbortSignal.timeout(200);
        fail(fault);
      }
      try {
        const page = await client.sync!.pull(kind, cursors.get(kind) ?? null, { signal, now, since: null });
        // The engine ends before it kept the page: it is asked for again, by another process.
        if (troubled && random() < 0.2) {
          interrupted.lost++;
          client = open();
          continue;
        }
        for (const record of page.records) take(record);
        cursors.set(kind, JSON.parse(JSON.stringify(page.cursor)));
        more = page.more;
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
        interrupted.failed++;
      } finally {
        fail(null);
      }
      if (troubled && random() < 0.4) work(random);
    }
  }

  for (let n = 0; n < looks; n++) {
    now = begin + n * month;
    setNow(now);
    for (let i = 0; i < 15; i++) work(random);
    for (const kind of kinds) await look(kind, true);
  }
  // What changed during the last look is found by the next.
  for (const days of [1, 2]) {
    now = begin + looks * month + days * 86_400_000;
    setNow(now);
    for (const kind of kinds) await look(kind, false);
  }
  return { taken, interrupted };
}

/** Blocks for a site that nobody came to see in their time: told to the engine as failed, so that journeys and reports know. */
import type { HostContext } from './context.ts';

type Parts = Pick<HostContext, 'store' | 'engine' | 'now'>;

const lookEvery = 60_000;
/** Messages of one turn of the engine. */
const slice = 200;

/** Why such a message failed, as reports name it. */
const notSeen = 'not-seen';

export async function tellUnseen({ store, engine, now }: Parts): Promise<void> {
  for (let last = 0; ; ) {
    const at = now();
    const blocks = store.site.unseen(at, slice);
    // What was told does not come again; if it does, the next look is early enough.
    if (blocks[0]?.id === last) return;
    last = blocks[0]?.id ?? 0;
    for (const [account, those] of Map.groupBy(blocks, (one) => one.account)) {
      engine.receive(
        account,
        // The same notice twice changes nothing: a crash in between is harmless.
        those.map(({ id, vendorId }) => ({
          kind: 'receipt',
          id: `unseen:${id}`,
          vendorId,
          state: 'failed',
          at,
          reason: notSeen,
        })),
      );
    }
    if (blocks.length < slice) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export function tellUnseenWhileOpen(parts: Parts): { stop(): void } {
  let stopped = false;
  let timer: NodeJS.Timeout;
  const look = async (): Promise<void> => {
    try {
      if (!stopped) await tellUnseen(parts);
    } catch {
      // A full disk stops the engine, which says so in words; tried again at the next look.
    }
    if (!stopped) again();
  };
  const again = (): void => {
    timer = setTimeout(() => void look(), lookEvery).unref();
  };
  again();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

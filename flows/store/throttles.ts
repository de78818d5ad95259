/** How many a limit block has let through: N each period, the next ones in the periods after. */
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export type ThrottleStore = ReturnType<typeof throttleStore>;

export function throttleStore(db: Db) {
  const get = db.prepare<[string, string], { window_at: number; taken: number }>(
    'SELECT window_at, taken FROM throttles WHERE flow_id = ? AND node = ?',
  );
  const put = db.prepare(
    `INSERT INTO throttles (flow_id, node, window_at, taken) VALUES (?, ?, ?, ?)
     ON CONFLICT (flow_id, node) DO UPDATE SET window_at = excluded.window_at, taken = excluded.taken`,
  );
  return {
    /** Takes the next place of a block that lets `count` through each `per` milliseconds; returns when it is free. */
    take(flow: string, node: string, count: number, per: Millis, now: Millis): Millis {
      let { window_at: window, taken } = get.get(flow, node) ?? { window_at: now, taken: 0 };
      const over = Math.floor((now - window) / per);
      if (over > 0) {
        window += over * per;
        taken = Math.max(0, taken - over * count);
      }
      put.run(flow, node, window, taken + 1);
      const turn = Math.floor(taken / count);
      return turn === 0 ? now : window + turn * per;
    },
  };
}

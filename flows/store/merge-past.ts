/** Before two profiles became one, a step saw only the one whose journey it was: whose, and what of today's was that one's. */
import type { StepMoment } from './contact-history.ts';
import type { Moved } from './merge-rows.ts';
import type { Db } from './open.ts';

export interface PastSelf {
  /** The contact who took the step, under the number of then. */
  contact: number;
  /** Was it theirs then? */
  had(what: Had, id: number): boolean;
}

type Had = 'events' | 'messages' | 'journeys' | 'offer_issues';

export function mergePast(db: Db) {
  const any = db.prepare<[], 1>('SELECT 1 FROM contact_merges LIMIT 1').pluck();
  const later = db.prepare<[number, number], { merged: number; moved: string }>(
    `SELECT merged, moved FROM contact_merges WHERE survivor = ? AND undone_at IS NULL AND mark >= ? ORDER BY id DESC`,
  );
  return (contact: number, { step }: StepMoment, journey: number | undefined): PastSelf => {
    const tests: ((what: Had, id: number) => boolean)[] = [];
    let self = contact;
    if (step !== null && any.get() !== undefined) {
      let open = later.all(self, step);
      for (let merge = open.shift(); merge !== undefined; merge = open.shift()) {
        const moved = JSON.parse(merge.moved) as Moved;
        const theirs = journey !== undefined && moved.journeys.includes(journey);
        const sets = {
          events: new Set(moved.events),
          messages: new Set(moved.messages),
          journeys: new Set(moved.journeys),
          offer_issues: new Set(moved.offer_issues),
        };
        tests.push((what, id) => sets[what].has(id) === theirs);
        if (!theirs) continue;
        self = merge.merged;
        open = later.all(self, step);
      }
    }
    return { contact: self, had: (what, id) => tests.every((test) => test(what, id)) };
  };
}

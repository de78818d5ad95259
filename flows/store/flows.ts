/** Flows: drafts, their published versions, bindings and status. */
import { deltaOf } from '../document/delta.ts';
import type { FlowDocument } from '../document/schema.ts';
import type { SlotSources } from '../document/slots.ts';
import type { Plan } from '../plan/types.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import type { Millis } from '../sdk/time.ts';
import { flowHistory, type HistoryChange } from './flow-history.ts';
import { flowOrigins } from './flow-origins.ts';
import type { Db } from './open.ts';
import { slugOf } from './slug.ts';

export type FlowStatus = 'draft' | 'running' | 'paused' | 'stopped';

export interface Flow {
  id: string;
  name: string;
  status: FlowStatus;
  draft: FlowDocument;
  /** Rises with each save; a save names the one it was made from. */
  revision: number;
  bindings: Record<string, string>;
  /** Number that new entries get; null before the first start. */
  version: number | null;
  /** Events before this do not enter. */
  startedAt: Millis | null;
  createdAt: Millis;
  updatedAt: Millis;
  pausedAt: Millis | null;
}

export interface FlowVersion {
  id: number;
  flow: string;
  number: number;
  document: FlowDocument;
  plan: Plan;
  publishedAt: Millis;
}

interface FlowRow {
  id: string;
  name: string;
  status: FlowStatus;
  draft: string;
  revision: number;
  bindings: string;
  version: number | null;
  started_at: number | null;
  created_at: number;
  updated_at: number;
  paused_at: number | null;
}

interface VersionRow {
  id: number;
  flow_id: string;
  number: number;
  document: string;
  plan: string;
  published_at: number;
}

const flowOf = (row: FlowRow): Flow => ({
  id: row.id,
  name: row.name,
  status: row.status,
  draft: JSON.parse(row.draft) as FlowDocument,
  revision: row.revision,
  bindings: JSON.parse(row.bindings) as Record<string, string>,
  version: row.version,
  startedAt: row.started_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  pausedAt: row.paused_at,
});

const versionOf = (row: VersionRow): FlowVersion => ({
  id: row.id,
  flow: row.flow_id,
  number: row.number,
  document: JSON.parse(row.document) as FlowDocument,
  plan: JSON.parse(row.plan) as Plan,
  publishedAt: row.published_at,
});

export type FlowStore = ReturnType<typeof flowStore>;

export function flowStore(db: Db) {
  const history = flowHistory(db);
  const origins = flowOrigins(db);
  const one = db.prepare<[string], FlowRow>('SELECT * FROM flows WHERE id = ?');
  const all = db.prepare<[], FlowRow>('SELECT * FROM flows ORDER BY updated_at DESC, id');
  const insert = db.prepare(
    'INSERT INTO flows (id, name, draft, bindings, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const taken = db.prepare<[string], 1>('SELECT 1 FROM flows WHERE id = ?').pluck();
  const everUsed = db.prepare<[string, string], 1>(
    'SELECT 1 FROM versions WHERE flow_id = ? UNION ALL SELECT 1 FROM messages WHERE flow_id = ? LIMIT 1',
  );
  const save = db.prepare(
    'UPDATE flows SET name = ?, draft = ?, bindings = ?, revision = revision + 1, updated_at = ? WHERE id = ?',
  );
  const erase = db.prepare('DELETE FROM flows WHERE id = ?');
  const setStatus = db.prepare(
    "UPDATE flows SET status = ?, paused_at = CASE WHEN ? = 'paused' THEN ? END, updated_at = ? WHERE id = ?",
  );
  const lastNumber = db
    .prepare<[string], number>('SELECT coalesce(max(number), 0) FROM versions WHERE flow_id = ?')
    .pluck();
  const planById = db.prepare<[number], string>('SELECT plan FROM versions WHERE id = ?').pluck();
  const addVersion = db.prepare(
    'INSERT INTO versions (flow_id, number, document, plan, plan_hash, published_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const start = db.prepare(
    "UPDATE flows SET status = 'running', version = ?, started_at = ?, paused_at = NULL, updated_at = ? WHERE id = ?",
  );
  const version = db.prepare<[string, number], VersionRow>('SELECT * FROM versions WHERE flow_id = ? AND number = ?');
  const versions = db.prepare<
    [string],
    { id: number; number: number; publishedAt: number; entered: number; active: number }
  >(
    `SELECT v.id, v.number, v.published_at AS publishedAt,
       coalesce((SELECT n FROM counters WHERE version_id = v.id AND node = '' AND what = 'entered'), 0) AS entered,
       (SELECT count(*) FROM journeys j WHERE j.version_id = v.id AND j.node IS NOT NULL AND j.exited_at IS NULL) AS active
     FROM versions v WHERE v.flow_id = ? ORDER BY v.number DESC`,
  );
  const goals = db
    .prepare<[string], number>(
      `SELECT coalesce(sum(c.n), 0) FROM counters c JOIN versions v ON v.id = c.version_id
     WHERE v.flow_id = ? AND c.node = '' AND c.what = 'goal'`,
    )
    .pluck();
  const accounts = db.prepare<[], { id: string; capabilities: string }>('SELECT id, capabilities FROM accounts');
  const defaults = db.prepare<[], { capability: string; account_id: string }>(
    'SELECT capability, account_id FROM account_defaults',
  );
  const segments = db.prepare<[], { id: string; rule: string }>('SELECT id, rule FROM segments');
  const offerNames = db.prepare<[], { id: string; name: string }>(
    "SELECT id, content ->> '$.name' AS name FROM offers ORDER BY id",
  );
  const flowNames = db.prepare<[], { id: string; name: string }>('SELECT id, name FROM flows ORDER BY id');

  const get = (id: string): Flow | null => {
    const row = one.get(id);
    return row === undefined ? null : flowOf(row);
  };
  const need = (id: string): Flow => {
    const flow = get(id);
    if (flow === null) {
      throw new KaskadError('flow-missing', `There is no flow "${id}" in this workspace. See: kaskad flow list`, {
        flow: id,
      });
    }
    return flow;
  };
  const freeId = (name: string): string => {
    const base = slugOf(name, 'flow');
    for (let n = 1; ; n++) {
      const id = n === 1 ? base : `${base}-${n}`;
      if (taken.get(id) === undefined && everUsed.get(id, id) === undefined) return id;
    }
  };

  return {
    get,
    /** Like get; throws `flow-missing`. */
    need,
    /** Last changed first. */
    list: (): Flow[] => all.all().map(flowOf),
    /** Stores a draft under a new id made of its name; returns the id. Old messages keep the ids of removed flows. */
    create: db.transaction(
      (document: FlowDocument, at: Millis, bindings: Readonly<Record<string, string>> = {}): string => {
        const id = freeId(document.name);
        insert.run(id, document.name, JSON.stringify(document), JSON.stringify(bindings), at, at);
        return id;
      },
    ),
    history,
    origins,
    /**
     * Returns the new revision. Throws `flow-missing` or `stale-draft`. Bindings left out stay. Who keeps no `history` of the
     * change has it kept as one step.
     */
    save: db.transaction(
      (
        id: string,
        change: {
          revision: number;
          document: FlowDocument;
          bindings?: Readonly<Record<string, string>> | undefined;
          history?: HistoryChange | undefined;
        },
        at: Millis,
      ): number => {
        const flow = need(id);
        if (flow.revision !== change.revision) {
          throw new KaskadError(
            'stale-draft',
            `"${flow.name}" was changed elsewhere meanwhile. Load it anew, then make your change again.`,
            { flow: id, revision: flow.revision, given: change.revision },
          );
        }
        const bindings = change.bindings ?? flow.bindings;
        save.run(change.document.name, JSON.stringify(change.document), JSON.stringify(bindings), at, id);
        if (change.history !== undefined) history.change(id, change.history);
        else {
          const before = { document: flow.draft, bindings: flow.bindings };
          const delta = deltaOf(before, { document: change.document, bindings });
          if (delta.length > 0) history.append(id, { at, delta });
        }
        return flow.revision + 1;
      },
    ),
    /** Only a flow that was never started can go: history is never deleted. Throws `flow-missing` or `flow-has-history`. */
    remove: db.transaction((id: string): void => {
      const flow = need(id);
      if ((lastNumber.get(id) ?? 0) > 0) {
        throw new KaskadError(
          'flow-has-history',
          `"${flow.name}" has run, so its journeys and messages belong to the contacts' history. Stop it instead.`,
          { flow: id },
        );
      }
      erase.run(id);
    }),
    setStatus(id: string, status: FlowStatus, at: Millis): void {
      setStatus.run(status, status, at, at, id);
    },
    /**
     * Stores an immutable version and makes new entries use it; the flow runs from then on. `startedAt` is the moment from
     * which events enter.
     */
    publish: db.transaction(
      (
        id: string,
        made: { document: FlowDocument; plan: Plan },
        startedAt: Millis,
        at: Millis,
      ): { id: number; number: number } => {
        const number = (lastNumber.get(id) ?? 0) + 1;
        const { document, plan } = made;
        const added = addVersion.run(id, number, JSON.stringify(document), JSON.stringify(plan), plan.hash, at);
        start.run(number, startedAt, at, id);
        return { id: Number(added.lastInsertRowid), number };
      },
    ),
    version(id: string, number: number): FlowVersion | null {
      const row = version.get(id, number);
      return row === undefined ? null : versionOf(row);
    },
    /** The plan of a version by its number among all versions. */
    planOf(version: number): Plan | null {
      const plan = planById.get(version);
      return plan === undefined ? null : (JSON.parse(plan) as Plan);
    },
    /** Newest first, with how many entered ever and how many are inside now. */
    versions: (id: string) => versions.all(id),
    /** Journeys of all versions that reached the goal. */
    goals: (id: string): number => goals.get(id) ?? 0,
    /** What slots can be bound to: see resolveSlots. */
    slotSources(): SlotSources {
      return {
        accounts: new Map(accounts.all().map((row) => [row.id, JSON.parse(row.capabilities) as string[]])),
        defaults: new Map(defaults.all().map((row) => [row.capability, row.account_id])),
        segments: new Map(segments.all().map((row) => [row.id, JSON.parse(row.rule) as RuleGroup])),
        flows: new Map(flowNames.all().map((row) => [row.id, row.name])),
        offers: new Map(offerNames.all().map((row) => [row.id, row.name])),
      };
    },
  };
}

/**
 * Indexes that saved segments need, made when a segment is saved and dropped when none needs them. At a million contacts one
 * takes about two seconds to make and turns a count from half a second into milliseconds.
 */
import { createHash } from 'node:crypto';
import type { RuleGroup } from '../sdk/rule.ts';
import { isPlainName, typeText } from '../segments/attribute-reading.ts';
import { type IndexPlan, indexFor } from '../segments/index-plan.ts';
import type { Db } from './open.ts';

/** Each is kept up at every change of a contact. */
const most = 20;

/** Part of an index's name: made anew when what it holds would be read otherwise, as when summer time is decided anew. */
const reading = `1 ${process.versions.tz ?? ''}`;

const named = (kind: 'segment' | 'segment_lists', text: string): string =>
  `${kind}_${createHash('sha256').update(`${reading} ${text}`).digest('hex').slice(0, 16)}`;

const indexSql = (plan: IndexPlan): [string, string] => {
  const columns = plan.columns.join(', ');
  const name = named('segment', columns);
  return [name, `CREATE INDEX ${name} ON contacts(${columns}) WHERE deleted_at IS NULL`];
};

/** Contacts that hold a list under the name. Nearly always none: then single values are all there is. */
const listsWhere = (attribute: string): string => `${typeText('attributes', attribute)} = 'array'`;
const listsSql = (attribute: string): [string, string] => {
  const name = named('segment_lists', attribute);
  return [name, `CREATE INDEX ${name} ON contacts(id) WHERE ${listsWhere(attribute)}`];
};

export type SegmentIndexes = ReturnType<typeof segmentIndexes>;

export function segmentIndexes(db: Db) {
  const existing = db
    .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'index' AND name LIKE 'segment\\_%' ESCAPE '\\'")
    .pluck();
  const proofs = new Map<string, () => boolean>();
  let present = new Set(existing.all());
  return {
    /** Makes what these rules need and drops the rest; the zone is the workspace's. Run it inside a transaction. */
    keep(rules: readonly RuleGroup[], zone: string): void {
      const wanted = new Map<string, string>();
      for (const rule of rules) {
        const plan = indexFor(rule, zone);
        if (plan === null || wanted.size >= most) continue;
        for (const [name, sql] of [indexSql(plan), ...plan.attributes.map(listsSql)]) wanted.set(name, sql);
      }
      present = new Set(existing.all());
      for (const name of present) if (!wanted.has(name)) db.exec(`DROP INDEX ${name}`);
      for (const [name, sql] of wanted) if (!present.has(name)) db.exec(sql);
      present = new Set(wanted.keys());
    },
    /** Is it certain, and known without looking at everybody, that no contact holds a list under the name? */
    single(attribute: string): boolean {
      if (!isPlainName(attribute) || !present.has(named('segment_lists', attribute))) return false;
      let proof = proofs.get(attribute);
      if (proof === undefined) {
        const any = db.prepare(`SELECT 1 FROM contacts WHERE ${listsWhere(attribute)} LIMIT 1`);
        proof = () => any.get() === undefined;
        proofs.set(attribute, proof);
      }
      return proof();
    },
  };
}

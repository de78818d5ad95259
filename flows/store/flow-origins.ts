/** What flows were made from, and the newer files that were merged into them since. Never part of an exported file. */
import type { FlowDocument } from '../document/schema.ts';
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface FlowOrigin {
  kind: 'template' | 'file';
  /** The template's id, or the file's name. */
  name: string;
  /** In which a template was taken. */
  language: string | null;
  at: Millis;
  document: FlowDocument;
}

/** More than the last two are only history. */
const most = 4;

export function flowOrigins(db: Db) {
  const insert = db.prepare(
    'INSERT INTO flow_origins (flow_id, kind, name, language, at, document) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const list = db.prepare<[string], Omit<FlowOrigin, 'document'> & { document: string }>(
    'SELECT kind, name, language, at, document FROM flow_origins WHERE flow_id = ? ORDER BY id DESC',
  );
  const dropOld = db.prepare(
    `DELETE FROM flow_origins WHERE flow_id = ? AND id NOT IN
       (SELECT id FROM flow_origins WHERE flow_id = ? ORDER BY id DESC LIMIT ${most})`,
  );
  const copy = db.prepare(
    `INSERT INTO flow_origins (flow_id, kind, name, language, at, document)
     SELECT ?, kind, name, language, at, document FROM flow_origins WHERE flow_id = ? ORDER BY id`,
  );
  return {
    add(flow: string, { kind, name, language, at, document }: FlowOrigin): void {
      insert.run(flow, kind, name, language, at, JSON.stringify(document));
      dropOld.run(flow, flow);
    },
    /** The last one first. */
    list: (flow: string): FlowOrigin[] =>
      list.all(flow).map((row) => ({ ...row, document: JSON.parse(row.document) as FlowDocument })),
    /** A copy of a flow is of the same origin. */
    copy: (from: string, to: string): void => void copy.run(to, from),
  };
}

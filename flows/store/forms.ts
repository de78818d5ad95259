/** Web forms of the workspace. */
import { formSchema, type WebForm } from '../sdk/form.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';
import { slugOf } from './slug.ts';

export interface FormRecord {
  /** Made of its first name; stands in its address and in the flows that start by it. */
  id: string;
  form: WebForm;
  submissions: number;
  lastAt: Millis | null;
}

interface Row {
  id: string;
  content: string;
  submissions: number;
  last_at: number | null;
}

const recordOf = ({ id, content, submissions, last_at }: Row): FormRecord => ({
  id,
  form: formSchema.parse(JSON.parse(content)),
  submissions,
  lastAt: last_at,
});

export function formStore(db: Db) {
  const columns = 'id, content, submissions, last_at';
  const all = db.prepare<[], Row>(`SELECT ${columns} FROM forms WHERE removed_at IS NULL ORDER BY id`);
  const one = db.prepare<[string], Row>(`SELECT ${columns} FROM forms WHERE id = ? AND removed_at IS NULL`);
  const taken = db.prepare<[string], 1>('SELECT 1 FROM forms WHERE id = ?').pluck();
  const write = db.prepare(
    `INSERT INTO forms (id, content, updated_at) VALUES (?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at`,
  );
  const remove = db.prepare('UPDATE forms SET removed_at = ? WHERE id = ? AND removed_at IS NULL');
  const restore = db.prepare('UPDATE forms SET removed_at = NULL WHERE id = ?');
  const count = db.prepare('UPDATE forms SET submissions = submissions + 1, last_at = ? WHERE id = ?');

  function freshId(name: string): string {
    const wanted = slugOf(name, 'form');
    for (let n = 1; ; n++) {
      const id = n === 1 ? wanted : `${wanted}-${n}`;
      if (taken.get(id) === undefined) return id;
    }
  }
  const get = (id: string): FormRecord | null => {
    const row = one.get(id);
    return row === undefined ? null : recordOf(row);
  };

  return {
    list: (): FormRecord[] => all.all().map(recordOf),
    get,
    /** Throws `form-missing`. */
    need(id: string): FormRecord {
      const found = get(id);
      if (found !== null) return found;
      throw new KaskadError('form-missing', 'This form is no longer there. Choose another one.', { form: id });
    },
    /** A new one where `id` is null; returns its id. */
    save(id: string | null, form: WebForm, at: Millis): string {
      const used = id ?? freshId(form.name);
      write.run(used, JSON.stringify(form), at);
      return used;
    },
    /** Its page is gone at once; its id is never given to another form. */
    remove: (id: string, at: Millis) => void remove.run(at, id),
    restore: (id: string) => void restore.run(id),
    /** Somebody filled it in. */
    count: (id: string, at: Millis) => void count.run(at, id),
  };
}

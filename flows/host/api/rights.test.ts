/** Exports, erasures, requests and changes of many, called as a screen calls them. */
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { email, flowOf, type TestWorkspace, testWorkspace } from '../../../tests/kit/workspace.ts';
import { sha256 } from '../../store/hash.ts';
import type { ErasureFile, PersonFile } from '../person-file.ts';
import { openWorkspace } from '../workspace.ts';
import { bulkApi } from './bulk.ts';
import { contactsApi } from './contacts.ts';
import { rightsApi } from './rights.ts';
import { segmentsApi } from './segments.ts';

let ws: TestWorkspace;
beforeEach(async () => {
  ws = await testWorkspace();
});
afterEach(() => ws.dispose());

const api = () =>
  createRouterClient(
    { rights: rightsApi, bulk: bulkApi, segments: segmentsApi, contacts: contactsApi },
    { context: ws },
  );
const refused = (code: string) => expect.objectContaining({ data: expect.objectContaining({ code }) });
const person = (key: string) =>
  ws.contact(key, {
    profile: { first_name: `Name of ${key}` },
    addresses: [{ kind: 'email', value: `${key}@planted.example` }],
    consents: [{ channel: 'email', topic: 'marketing', granted: true }],
  });
const asked = { askedBy: 'person' as const, reference: '17 of March', reason: null };
const bytesOf = (file: string): string =>
  [file, `${file}-wal`]
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path).toString('latin1'))
    .join('');
const bytes = (): string => bytesOf(ws.file);

const letters = () =>
  flowOf(
    [['in', 'trigger-event', { event: 'joined' }], email('one'), ['nap', 'wait', { for: 'P1D' }]],
    ['in.next>one', 'one.next>nap'],
  );

describe('an export', () => {
  it('holds everything by its name, and is noted', async () => {
    const flow = ws.flow(letters());
    ws.engine.startFlow(flow);
    const anna = person('anna');
    ws.event(anna, 'joined', ws.clock.now, { plan: 'gold' });
    await ws.engine.runUntilIdle();
    const { json, request, fileName } = await api().rights.export({ contact: 'anna', ...asked });
    const file = JSON.parse(json) as PersonFile;
    expect(fileName).toBe(`person-${request}`);
    expect(file.numbers).toEqual([anna]);
    expect(file.data.contacts).toMatchObject([{ key: 'anna', first_name: 'Name of anna' }]);
    expect(file.data.events).toMatchObject([{ type: 'joined', props: { plan: 'gold' } }]);
    expect(file.data.messages).toMatchObject([
      { recipient: 'anna@planted.example', state: 'delivered', flow_id: flow },
    ]);
    expect(JSON.stringify(file.data.messages)).toContain('Hello Name of anna');
    expect(file.data.steps?.length).toBeGreaterThan(0);
    expect(file.names.flows).toEqual({ [flow]: 'Test flow' });
    expect(await api().rights.requests({})).toMatchObject({
      requests: [{ request, kind: 'export', reference: '17 of March', counts: { addresses: 1, events: 1 } }],
      more: false,
    });
    await expect(
      api().rights.export({ contact: 'anna', askedBy: 'person', reference: 'by anna@planted.example' }),
    ).rejects.toEqual(refused('erase-names-person'));
  });
});

describe('an erasure', () => {
  it('does what its preview said, certifies it without naming anybody, and can be shown again', async () => {
    const flow = ws.flow(letters());
    ws.engine.startFlow(flow);
    const anna = person('anna');
    person('boris');
    ws.event(anna, 'joined', ws.clock.now);
    await ws.engine.runUntilIdle();
    await api().segments.save({
      name: 'Only Anna',
      rule: { combinator: 'and', rules: [{ field: 'email', operator: '=', value: 'anna@planted.example' }] },
    });
    const preview = await api().rights.preview({ contact: 'anna' });
    expect(preview).toMatchObject({
      gone: { addresses: 1, events: 1 },
      blanked: { messages: 1, journeys: 1 },
      inside: [{ flow }],
      namedIn: [{ kind: 'segment', name: 'Only Anna' }],
      cleanedLater: false,
    });
    await expect(api().rights.erase({ contact: 'anna', confirm: anna + 1, ...asked })).rejects.toEqual(
      refused('erase-not-confirmed'),
    );
    const done = await api().rights.erase({ contact: 'anna', confirm: anna, ...asked, reason: 'Art. 17' });
    expect(done.cleaned).toBe(true);
    const file = JSON.parse(done.json) as ErasureFile;
    expect(file).toMatchObject({ request: done.request, reason: 'Art. 17', journeysEnded: 1, erased: preview.gone });
    const { hash, ...content } = file;
    expect(sha256(JSON.stringify(content))).toBe(hash);
    expect(done.json).not.toMatch(/anna|planted/i);
    expect(await api().rights.certificate({ request: done.request })).toMatchObject({ json: done.json });
    // The segment's rule is the owner's text: it still names the address, as was said.
    await api().segments.remove({ id: (await api().segments.list())[0]?.id ?? '' });
    expect(ws.store.personRequests.rewriteFile(ws.clock.now)).toBe(true);
    expect(bytes()).not.toMatch(/anna@planted|Name of anna/);
    expect(bytes()).toContain('boris@planted.example');
    await expect(api().contacts.get({ contact: `id:${anna}` })).rejects.toEqual(refused('contact-missing'));
    expect(await api().rights.allowAgain({ request: done.request })).toMatchObject({ allowedAt: expect.any(String) });
    await expect(api().rights.certificate({ request: 99 })).rejects.toEqual(refused('request-missing'));
  });

  it('that was not finished in the file is finished at the next opening', async () => {
    const anna = person('anna');
    ws.engine.eraseContact(anna, asked);
    expect(ws.store.personRequests.isUnclean()).toBe(true);
    // As a kill leaves it: the file and its log, which nobody tidied up.
    const left = join(dirname(ws.file), 'left.kaskad');
    for (const end of ['', '-wal']) copyFileSync(`${ws.file}${end}`, `${left}${end}`);
    const opened = await openWorkspace(left, { mode: 'write', host: 'web', registry: ws.registry });
    expect(opened.store.personRequests.isUnclean()).toBe(false);
    expect(bytesOf(left)).not.toContain('anna@planted.example');
    await opened.close();
  });
});

describe('a change of many', () => {
  const over = async (action: number) => {
    for (;;) {
      const now = await api().bulk.get({ action });
      if (now.state !== 'running' && now.state !== 'undoing') return now;
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const target = { search: 'person', except: [] };

  it('says who would enter a running flow, does it, and takes it back', async () => {
    const ids = Array.from({ length: 30 }, (_, n) => person(`person${String(n).padStart(2, '0')}`));
    const { id: list } = await api().segments.saveList({ name: 'Guests' });
    const inList = { combinator: 'and', rules: [{ field: 'segment', operator: '=', value: 'guests' }] };
    const flow = ws.store.flows.create(
      flowOf(
        [
          ['in', 'trigger-segment', { audience: inList, on: 'enter' }],
          ['nap', 'wait', { for: 'P1D' }],
        ],
        ['in.next>nap'],
        {},
        { segments: { guests: {} } },
      ),
      ws.clock.now,
      { guests: list },
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    const change = { kind: 'list' as const, list };
    expect(await api().bulk.preview({ change, target })).toEqual({
      total: 30,
      tried: 30,
      changed: 30,
      entering: [{ flow, name: 'Test flow', contacts: 30 }],
    });
    expect(ws.report(flow).entered).toBe(0);
    const { action } = await api().bulk.start({ change, target: { ...target, except: [ids[0] as number] } });
    expect(await over(action)).toMatchObject({ state: 'done', total: 29, seen: 29, changed: 29 });
    await ws.engine.runUntilIdle();
    expect(ws.report(flow).entered).toBe(29);
    expect(await api().contacts.get({ contact: `id:${ids[1]}` })).toMatchObject({ lists: [{ name: 'Guests' }] });
    await api().bulk.undo({ action });
    expect(await over(action)).toMatchObject({ state: 'undone', undone: 29 });
    expect(await api().bulk.recent()).toMatchObject([{ action, state: 'undone' }]);
    await expect(api().bulk.undo({ action })).rejects.toEqual(refused('bulk-not-done'));
  });

  it('reads values as an import does, and knows its lists', async () => {
    person('person1');
    const set = (value: string) => ({ kind: 'set' as const, field: 'country', value });
    await expect(api().bulk.start({ change: set('Nowhere'), target })).rejects.toEqual(refused('bad-value'));
    const { action } = await api().bulk.start({ change: set('Ukraine'), target });
    await over(action);
    expect((await api().contacts.get({ contact: 'person1' })).country).toBe('UA');
    await expect(api().bulk.preview({ change: { kind: 'list', list: 'none' }, target })).rejects.toEqual(
      refused('list-missing'),
    );
    const { id } = await api().segments.saveList({ name: 'A' });
    await expect(api().segments.save({ id, name: 'A', rule: { combinator: 'and', rules: [] } })).rejects.toEqual(
      refused('segment-by-hand'),
    );
    await api().segments.saveList({ id, name: 'B' });
    expect(await api().segments.list()).toMatchObject([{ name: 'B', byHand: true }]);
  });

  it('that is only looked at leaves no trace, in the names of fields either', async () => {
    person('person1');
    const change = { kind: 'set' as const, field: 'attributes.brandNew', value: 'x' };
    expect(await api().bulk.preview({ change, target })).toMatchObject({ total: 1, changed: 1, entering: [] });
    expect((await api().contacts.fields()).attributes).toEqual([]);
    await over((await api().bulk.start({ change, target })).action);
    expect((await api().contacts.fields()).attributes).toEqual([{ name: 'brandNew', type: 'string' }]);
    ws = await ws.reopen();
    expect((await api().contacts.fields()).attributes).toEqual([{ name: 'brandNew', type: 'string' }]);
  });
});

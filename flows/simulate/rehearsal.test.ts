import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { email, everybody, flowOf } from '../../tests/kit/workspace.ts';
import { parseFlowText } from '../document/parse.ts';
import type { FlowDocument } from '../document/schema.ts';
import { askedFor } from './asked-for.ts';
import { madeUpPeople } from './made-up.ts';
import { rehearse } from './rehearsal.ts';

const registry = await loadEngineRegistry();
const now = Date.parse('2026-03-02T09:00:00Z');
const of = (document: FlowDocument, more: object = {}) =>
  rehearse(registry, { document, people: 100, seed: 1, now, timezone: 'Europe/Kyiv', language: 'en', ...more });

const letter = (audience: object = everybody): FlowDocument =>
  flowOf(
    [['start', 'trigger-manual', { audience }], email('mail'), ['end', 'exit', { reason: 'done' }]],
    ['start.next>mail', 'mail.next>end'],
  );

describe('made-up people', () => {
  const asked = askedFor(letter());
  const make = (seed: number) =>
    madeUpPeople({ seed, count: 100, language: 'uk', channels: ['email', 'sms'], asked, dates: new Set(), now });
  it('are the same for the same seed, and others for another', () => {
    expect(make(1)).toEqual(make(1));
    expect(make(1)).not.toEqual(make(2));
  });
  it('are of the language, most of them reachable and not all of them willing', () => {
    const people = make(1);
    const [withMail, willing] = [
      people.filter(({ addresses }) => addresses?.some(({ kind }) => kind === 'email')).length,
      people.filter(({ consents }) => consents?.some((one) => one.channel === 'email' && one.granted)).length,
    ];
    expect(people[0]?.profile?.first_name).toMatch(/^[А-ЯҐЄІЇ]/);
    expect(withMail).toBeGreaterThan(80);
    expect(withMail).toBeLessThan(100);
    expect(willing).toBeGreaterThan(70);
    expect(willing).toBeLessThan(100);
  });
});

describe('a rehearsal', () => {
  it('tells who came, whom messages reached and why not the others', async () => {
    const result = await of(letter());
    expect(result).toMatchObject({ people: 100, entered: 100, letIn: false, goal: null, unreached: [] });
    const [mail] = result.messages;
    expect(mail?.node).toBe('mail');
    expect(mail?.sent).toBe(result.reached);
    expect(result.reached).toBeGreaterThan(60);
    expect(result.reached).toBeLessThan(100);
    expect(result.nobody.map(({ reason }) => reason)).toEqual(expect.arrayContaining(['no-consent', 'no-address']));
    expect(result.reached + result.nobody.reduce((sum, { contacts }) => sum + contacts, 0)).toBe(100);
  });

  it('is the same every time', async () => {
    expect(await of(letter())).toEqual(await of(letter()));
  });

  it('lets all in where nobody is what the flow asks for, and says so', async () => {
    const nobody = {
      combinator: 'and',
      rules: [
        { field: 'tags', operator: 'null' },
        { field: 'tags', operator: 'notNull' },
      ],
    };
    const result = await of(letter(nobody));
    expect(result).toMatchObject({ entered: 100, letIn: true });
  });

  it('names the blocks that nobody came to', async () => {
    const flow = letter();
    const off = flowOf([['idle', 'exit', { reason: 'idle' }]], []).nodes;
    const result = await of({ ...flow, nodes: [...flow.nodes, ...off] });
    expect(result.unreached).toEqual(['idle']);
  });

  it('refuses what could not be started', async () => {
    const flow = letter();
    const broken = { ...flow, nodes: flow.nodes.map((node) => (node.id === 'mail' ? { ...node, config: {} } : node)) };
    await expect(of(broken)).rejects.toMatchObject({ code: 'flow-has-problems' });
  });
});

describe('each ready flow', () => {
  const folder = join(import.meta.dirname, '../../resources/templates');
  const files = readdirSync(folder).filter((name) => name.endsWith('.flow.json'));
  it.each(files)('%s lets made-up people in and writes to some of them', async (file) => {
    const result = await of(parseFlowText(readFileSync(join(folder, file), 'utf8')), { people: 40 });
    expect(result.entered).toBeGreaterThan(3);
    expect(result.reached, JSON.stringify(result)).toBeGreaterThan(0);
  });
});

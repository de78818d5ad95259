import { expect, it } from 'vitest';
import {
  certificatePage,
  type ErasureFile,
  type PageWords,
  type PersonFile,
  personPage,
  plainText,
} from './person-page.ts';

const words: PageWords = {
  language: 'en',
  t: (key, values = {}) => `${key} ${Object.values(values).join(' ')}`.trim(),
  column: (name) => `column ${name}`,
  moment: (iso) => `moment ${iso.slice(0, 10)}`,
  reason: (code) => `reason ${code}`,
  yes: 'yes',
  no: 'no',
};

const file: PersonFile = {
  at: '2026-03-02T09:00:00+00:00',
  app: 'Kaskad 1',
  workspace: 'Shop <b>',
  data: {
    contacts: [{ id: 1, first_name: '<script>alert(1)</script>Anna', email: null }],
    consents: [{ channel: 'email', granted: true, at: '2026-01-05T00:00:00+00:00' }],
    journeys: [{ id: 4, flow_id: 'f', node: null, exit_reason: 'end' }],
    steps: [{ journey_id: 4, node: 'mail', outlet: 'sent' }],
    brand_new: [{ anything: { deep: ['a', 'b'] } }],
  },
  names: { flows: { f: 'Welcome' }, blocks: { f: { mail: 'First letter' } }, accounts: {}, offers: {}, lists: {} },
};

it('shows every part of the file with names instead of ids, and lets nothing of it become markup', () => {
  const page = personPage(file, words);
  for (const part of [
    'kind.contacts',
    'kind.consents',
    'Welcome',
    'First letter',
    'reason end',
    'kind.brand_new',
    'deep: a, b',
  ])
    expect(page).toContain(part);
  expect(page).not.toContain('<script>');
  expect(page).toContain('Shop &lt;b&gt;');
  expect(page).not.toContain('column email');
});

it('reads nested values as a line of text', () => {
  expect(plainText({ subject: 'Hi', parts: [{ text: 'a' }, null], empty: '' })).toBe('subject: Hi; parts: text: a');
});

it('says in the certificate what was erased, and nothing that is not in it', () => {
  const erasure: ErasureFile = {
    request: 7,
    at: '2026-03-02T09:00:00+00:00',
    app: 'Kaskad 1',
    workspace: 'Shop',
    askedBy: 'person',
    reference: 'No. "9"',
    reason: null,
    erased: { events: 3 },
    kept: {},
    journeysEnded: 1,
    messagesCanceled: 0,
    hash: 'abc',
  };
  const page = certificatePage(erasure, words);
  expect(page).toContain('No. &quot;9&quot;');
  expect(page).toContain('<th scope="row">kind.events</th><td>3</td>');
  expect(page).toContain('page.nothing');
  expect(page).not.toContain('certificate.reason');
});

/** The brand, kept parts, files and test letters, called as a screen calls them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import PostalMime from 'postal-mime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { smtpLogin, startSmtp, type TestSmtp } from '../../../tests/kit/smtp.ts';
import { emptyFlow } from '../../document/schema.ts';
import { type Brand, plainBrand } from '../../sdk/brand.ts';
import { addAccount } from '../accounts.ts';
import { draftProblems } from '../draft-problems.ts';
import { memoryVault } from '../vault-memory.ts';
import { createWorkspace, type OpenWorkspace } from '../workspace.ts';
import { contentApi } from './content.ts';
import { filesApi } from './files.ts';
import { lettersApi } from './letters.ts';

let folder: string;
let workspace: OpenWorkspace;
let smtp: TestSmtp;
const client = () =>
  createRouterClient({ content: contentApi, files: filesApi, letters: lettersApi }, { context: workspace });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kaskad-letters-'));
  smtp = await startSmtp();
  workspace = await createWorkspace(
    join(folder, 'a.kaskad'),
    { name: 'Acme', timezone: 'Europe/Kyiv', language: 'en' },
    {
      host: 'web',
      registry: await loadEngineRegistry(),
      vault: memoryVault(),
      now: () => Date.parse('2026-11-20T10:00:00Z'),
    },
  );
});
afterEach(async () => {
  await workspace.close();
  await smtp.close();
  rmSync(folder, { recursive: true, force: true });
});

const letter = JSON.stringify([{ kind: 'heading', text: 'Hi {{ contact.first_name }}' }, { kind: 'footer' }]);
const written = {
  parts: { subject: 'Hello {{ contact.first_name }}', letter },
  htmlParts: ['html'],
  contact: null,
  flow: null,
};
const brand: Brand = { ...plainBrand, company: 'Acme', social: [{ network: 'website', url: 'https://acme.example' }] };

describe('the brand', () => {
  it('is plain until somebody says otherwise; topics tell that it changed', async () => {
    const told: string[] = [];
    workspace.changes.subscribe((topics) => told.push(...topics));
    expect(await client().letters.brand()).toEqual(plainBrand);
    await client().letters.saveBrand(brand);
    expect(await client().letters.brand()).toEqual(brand);
    await expect.poll(() => told).toContain('brand');
    expect((await client().content.preview(written)).parts.html).toContain('Acme');
    const tried = await client().content.preview({ ...written, brand: { ...brand, company: 'Not saved' } });
    expect(tried.parts.html).toContain('Not saved');
    expect(await client().letters.brand()).toEqual(brand);
  });
  it('takes no colour and no address that is none', async () => {
    for (const wrong of [
      { ...brand, colours: { ...brand.colours, primary: 'red' } },
      { ...brand, social: [{ network: 'website' as const, url: 'javascript:alert(1)' }] },
    ]) {
      await expect(client().letters.saveBrand(wrong)).rejects.toThrow();
    }
  });
});

describe('a preview of a letter in blocks', () => {
  it('is the letter laid out, and says how large it is', async () => {
    const { parts, errors, htmlBytes } = await client().content.preview({ ...written, language: 'uk' });
    expect(errors).toEqual([]);
    expect(parts.html).toContain('<html lang="uk"');
    expect(parts.html).toContain('>Hi Olena</h1>');
    expect(parts.text).toBe('Hi Olena');
    expect(htmlBytes).toBe(Buffer.byteLength(parts.html ?? ''));
    expect((await client().content.preview({ ...written, parts: { text: 'x' } })).htmlBytes).toBeNull();
  });
  it('says which part cannot be filled in', async () => {
    const parts = { subject: 'S', letter: JSON.stringify([{ kind: 'text', text: '{{ contact.nothing }}' }]) };
    const { errors } = await client().content.preview({ ...written, parts });
    expect(errors.map(({ part }) => part)).toEqual(['html', 'text']);
  });
});

describe('kept parts', () => {
  it('are kept, renamed, removed and had back', async () => {
    const blocks = [{ kind: 'text' as const, text: 'Hi' }];
    const { part } = await client().letters.keepPart({ name: 'Intro', language: 'uk', blocks });
    await client().letters.keepPart({ name: 'Also', language: 'en', blocks });
    expect((await client().letters.parts()).map(({ name }) => name)).toEqual(['Also', 'Intro']);
    await client().letters.renamePart({ part, name: 'Beginning' });
    const [, kept] = await client().letters.parts();
    expect(kept).toMatchObject({ part, name: 'Beginning', language: 'uk', blocks });
    await client().letters.removePart({ part });
    expect(await client().letters.parts()).toHaveLength(1);
    await expect(client().letters.removePart({ part })).rejects.toMatchObject({ data: { code: 'part-missing' } });
    await client().letters.restorePart({ part, name: 'Beginning', language: 'uk', blocks });
    expect((await client().letters.parts())[1]).toMatchObject({ part, name: 'Beginning' });
  });
  it('is answered by an index', () => {
    const plan = workspace.store.db
      .prepare<[], { detail: string }>(
        'EXPLAIN QUERY PLAN SELECT id, name, language, blocks, updated_at FROM letter_parts ORDER BY name, id LIMIT 500',
      )
      .all();
    expect(plan.map(({ detail }) => detail).join()).toMatch(/USING INDEX letter_parts_by_name/);
    expect(plan.map(({ detail }) => detail).join()).not.toMatch(/TEMP B-TREE/);
  });
});

describe('files', () => {
  it('are kept once, by what is in them', async () => {
    const base64 = Buffer.from('hello').toString('base64');
    const first = await client().files.put({ base64, type: 'text/plain' });
    expect(first).toEqual({ file: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824', size: 5 });
    expect(await client().files.put({ base64, type: 'text/plain' })).toEqual(first);
    expect(await client().files.get({ file: first.file })).toEqual({ type: 'text/plain', base64 });
    await expect(client().files.get({ file: 'x' })).rejects.toMatchObject({ data: { code: 'file-missing' } });
  });
  it('that a flow names and the workspace does not have keep it from starting', async () => {
    const ref = { file: 'f'.repeat(64), name: 'gone.pdf', type: 'application/pdf', size: 3 };
    const config = {
      account: 'email',
      topic: 'marketing',
      content: { en: { subject: 'S', letter: [{ kind: 'picture', file: ref, alt: 'x' }] } },
      attachments: [ref],
    };
    const document = { ...emptyFlow('F'), nodes: [{ id: 'n', type: 'email', version: 1, config }] };
    const missing = draftProblems(document, {}, workspace).filter(({ code }) => code === 'file-missing');
    expect(missing.map(({ path, severity }) => [path, severity])).toEqual([
      ['config.content.en.letter.0.file', 'error'],
      ['config.attachments.0', 'error'],
    ]);
  });
});

describe('a test letter', () => {
  it('arrives marked, as the person chosen would get it, with its files; nothing is counted', async () => {
    const account = await addAccount(workspace, {
      type: 'smtp-imap',
      name: 'Mail',
      config: { host: smtp.host, port: smtp.port, security: 'none', ...smtpLogin, fromAddress: 'shop@acme.example' },
      makeDefault: false,
    });
    const contact = workspace.store.contacts.save({ key: 'k', profile: { first_name: 'Anna' } }, 0, 'test').id;
    const { file } = await client().files.put({
      base64: Buffer.from('PDF').toString('base64'),
      type: 'application/pdf',
    });
    const result = await client().letters.test({
      ...written,
      contact,
      account,
      to: 'me@acme.example',
      attachments: [{ file, name: 'догляд.pdf', type: 'application/pdf', size: 3 }],
    });
    expect(result).toEqual({ ok: true, detail: '', errorClass: null, sandbox: false });
    const mail = await PostalMime.parse(smtp.mails[0]?.raw ?? '');
    expect(mail.subject).toBe('[Test] Hello Anna');
    expect(mail.html).toContain('>Hi Anna</h1>');
    expect(mail.attachments.map(({ filename }) => filename)).toEqual(['догляд.pdf']);
    expect(workspace.store.mailbox.list({ limit: 5 })).toEqual([]);
  });
  it('says why it did not leave', async () => {
    const bad = { ...written, parts: { subject: 'S', letter: '[{"kind":"text","text":"{{ contact.nothing }}"}]' } };
    const sandbox = { account: 'sandbox', to: 'me@acme.example' };
    await expect(client().letters.test({ ...bad, ...sandbox })).rejects.toMatchObject({
      data: { code: 'render-failed' },
    });
    await expect(client().letters.test({ ...written, account: 'none', to: 'me@acme.example' })).rejects.toMatchObject({
      data: { code: 'account-missing' },
    });
    expect(await client().letters.test({ ...written, ...sandbox })).toMatchObject({ ok: true, sandbox: true });
    expect(await client().letters.test({ ...written, account: 'sandbox', to: 'x@bounce.invalid' })).toMatchObject({
      ok: false,
      errorClass: 'unreachable-recipient',
    });
  });
});

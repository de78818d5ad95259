import { describe, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { email, everybody, flowOf } from '../../tests/kit/workspace.ts';
import { validateFlow } from '../document/validate.ts';
import { specsOf } from '../sdk/registry.ts';
import { linkProblems } from './link-problems.ts';

const specs = specsOf(await loadEngineRegistry());
const letter = (content: object, topic = 'marketing') =>
  flowOf([['in', 'trigger-manual', { audience: everybody }], email('mail', { content, topic })], ['in.next>mail']);
const codes = (html: string, hasAddress: boolean, topic?: string) =>
  linkProblems(letter({ en: { subject: 'Hi', html } }, topic), specs, hasAddress).map(({ code, path }) => [code, path]);
const at = 'config.content.en.html';

describe('addresses that texts name', () => {
  it('are known to validation', () => {
    const document = letter({ en: { subject: 'Hi', html: '{{ links.unsubscribe }}' } });
    expect(validateFlow(document, specs).filter(({ code }) => code.startsWith('variable'))).toEqual([]);
  });
  it('need a public address, or a text that asks for it', () => {
    expect(codes('{{ links.unsubscribe }}', false)).toEqual([['links-no-address', at]]);
    expect(codes('{{ links.unsubscribe }}', true)).toEqual([]);
    expect(codes('{% if links.confirm %}{{ links.confirm }}{% endif %}', false)).toEqual([]);
    expect(codes('{{ links.preferences | default: "" }}', false)).toEqual([]);
  });
  it('lead to the owner’s site where one is connected', () => {
    const document = letter({ en: { subject: 'Hi', html: '{{ links.site }} {{ links.unsubscribe }}' } });
    const found = (hasSite: boolean) => linkProblems(document, specs, true, hasSite).map(({ code }) => code);
    expect(found(true)).toEqual([]);
    expect(found(false)).toEqual(['links-no-site']);
  });
  it('that there are not are wrong, whatever there is', () => {
    for (const has of [true, false])
      expect(codes('{{ links.unsubscibe }} {{ links.preferences | default: "x" }}', has)).toEqual([
        ['links-unknown', at],
      ]);
  });
});

describe('a letter without a way out', () => {
  it('is warned of in each language, where there could be one', () => {
    const both = letter({
      en: { subject: 'Hi {{ links.unsubscribe }}', html: '<p>Hi</p>' },
      uk: { subject: 'Так', html: '<p>Hi</p>', text: '{{ links.preferences }}' },
    });
    expect(linkProblems(both, specs, true).map(({ code, params }) => [code, params])).toEqual([
      ['no-unsubscribe', { language: 'en' }],
    ]);
    expect(linkProblems(both, specs, false).map(({ code }) => code)).not.toContain('no-unsubscribe');
  });
  it('may be one that needs no consent', () => {
    expect(codes('<p>Hi</p>', true, 'service')).toEqual([]);
  });
});

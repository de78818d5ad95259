import fc from 'fast-check';
import { Liquid } from 'liquidjs';
import { describe, expect, it } from 'vitest';
import { stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';
import { type ChosenTemplate, noTemplate, placesOf, readText } from './template.ts';

const ready: ChosenTemplate = {
  ...noTemplate('en_US'),
  name: 'order_ready',
  headerKind: 'text',
  header: 'Order {{1}}',
  body: 'Hello {{1}}, your order {{2}} is ready.',
  footer: 'Jaspers Market',
  buttons: [
    { kind: 'call', text: 'Call us' },
    { kind: 'reply', text: 'On my way' },
    { kind: 'link', text: 'Track', url: 'https://jaspers.test/{{1}}' },
  ],
  values: [
    { place: 'header.1', text: '{{ event.number }}' },
    { place: 'body.1', text: '{{ contact.first_name }}' },
    { place: 'body.2', text: '{{ event.number }}' },
    { place: 'url.2', text: '{{ event.code }}' },
  ],
};
const base = { account: 'wa', topic: 'service', content: {}, templates: {} };
const withTemplates = (templates: Record<string, ChosenTemplate>) =>
  spec.config.parse({ ...base, kind: 'template', templates });
const withText = (content: object, buttons?: object[]) =>
  spec.config.parse({ ...base, kind: 'text', content, ...(buttons && { buttons }) });
const codes = (config: ReturnType<typeof withText>) => spec.check?.(config).map(({ code }) => code);

describe('a template', () => {
  it('is sent as such, by place, with the text as people read it', () => {
    expect(step(stepArgs(withTemplates({ en: ready })))).toMatchObject({
      kind: 'send',
      message: {
        channel: 'whatsapp',
        template: true,
        buttons: [{ id: 'button2', text: 'On my way' }],
        content: {
          en: {
            template: 'order_ready',
            language: 'en_US',
            'header.1': '{{ event.number }}',
            'body.1': '{{ contact.first_name }}',
            'body.2': '{{ event.number }}',
            'url.2': '{{ event.code }}',
            'reply.1': 'button2',
            text: [
              'Order {{ event.number }}',
              'Hello {{ contact.first_name }}, your order {{ event.number }} is ready.',
              'Jaspers Market',
              'Track: https://jaspers.test/{{ event.code }}',
            ].join('\n\n'),
          },
        },
      },
    });
  });

  it('is not sent with a place left empty, or with none chosen', () => {
    expect(codes(withTemplates({}))).toEqual(['no-template']);
    expect(codes(withTemplates({ en: ready, uk: noTemplate('uk') }))).toEqual(['template-missing']);
    expect(codes(withTemplates({ en: ready }))).toEqual([]);
    const empty = { ...ready, values: ready.values.slice(1) };
    expect(spec.check?.(withTemplates({ en: empty }))).toMatchObject([
      { severity: 'error', code: 'template-value-empty', path: 'templates.en.values' },
    ]);
  });

  it('reads as WhatsApp approved it, whatever braces it has, and only its places are Liquid', async () => {
    const liquid = new Liquid();
    const words = fc.stringMatching(/^[a-z {}%|\n]{0,12}$/).filter((text) => !/\{%-?\s*endraw/.test(text));
    await fc.assert(
      fc.asyncProperty(words, words, fc.nat({ max: 2 }), async (before, after, count) => {
        const body = `${before}${'{{1}}'.repeat(count)}${after}`;
        const template: ChosenTemplate = {
          ...noTemplate('en'),
          name: 'x',
          body,
          values: [{ place: 'body.1', text: '{{ v }}' }],
        };
        // Braces of the words may run into those of a place: then it is another place than the test means.
        fc.pre(body.split('{{1}}').length === count + 1);
        expect(placesOf(template)).toEqual(count === 0 ? [] : ['body.1']);
        expect(await liquid.parseAndRender(readText(template), { v: 'V' })).toBe(body.split('{{1}}').join('V'));
      }),
      { numRuns: 300 },
    );
  });

  it('shows what is not filled in yet as it was approved', () => {
    expect(readText({ ...noTemplate('en'), body: 'Hello {{1}}' })).toBe('Hello {% raw %}{{1}}{% endraw %}');
  });

  it('names only the texts that are sent: what the other kind holds is not looked at', () => {
    const both = { ...withTemplates({ en: ready }), content: { en: { text: '{{ broken' } } };
    expect(spec.references?.(both).templates?.map(({ path }) => path)).toEqual(
      [0, 1, 2, 3].map((n) => `templates.en.values.${n}.text`),
    );
  });
});

describe('free text', () => {
  it('is no template, so that it stays within the day', () => {
    const outcome = step(stepArgs(withText({ en: { text: 'Hi', image: 'https://a.test/a.png' } })));
    expect(outcome).toMatchObject({
      kind: 'send',
      message: { content: { en: { text: 'Hi', image: 'https://a.test/a.png' } } },
    });
    expect(outcome).not.toHaveProperty('message.template');
  });

  it('is as long as WhatsApp takes it: less with buttons or a picture', () => {
    const [long, longer] = ['a'.repeat(1025), 'a'.repeat(4097)];
    expect(codes(withText({ en: { text: long } }))).toEqual([]);
    expect(codes(withText({ en: { text: longer } }))).toEqual(['whatsapp-too-long']);
    expect(codes(withText({ en: { text: long, image: 'https://a.test' } }))).toEqual(['whatsapp-too-long']);
    expect(codes(withText({ en: { text: long } }, [{ id: 'a', text: 'A' }]))).toEqual(['whatsapp-too-long']);
    expect(codes(withText({ en: { text: long } }, [{ id: 'a', text: 'A', url: 'https://a.test' }]))).toEqual([]);
  });

  it('has three buttons that answer, with short labels', () => {
    const buttons = ['a', 'b', 'c', 'd'].map((id) => ({ id, text: id }));
    expect(codes(withText({ en: { text: 'Hi' } }, buttons))).toEqual(['whatsapp-buttons']);
    expect(codes(withText({ en: { text: 'Hi' } }, [{ id: 'a', text: 'x'.repeat(21) }]))).toEqual([
      'whatsapp-button-long',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { stepArgs } from '../../tests/kit/step-args.ts';
import { withPreheader } from './preheader.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const line = (html: string) => html.replace(/style="[^"]*"/, 'style');

describe('the preheader', () => {
  it('is hidden text at the top of the letter, no part of its own', () => {
    const made = withPreheader({ subject: 'S', preheader: 'For you', html: '<p>Hi</p>' });
    expect(Object.keys(made)).toEqual(['subject', 'html']);
    expect(line(made.html ?? '')).toBe('<div style>For you</div><p>Hi</p>');
    expect(made.html).toContain('display:none');
  });
  it('stands inside the body of a whole page', () => {
    const { html } = withPreheader({ preheader: 'x', html: '<html><BODY class="a"><p>Hi</p></BODY></html>' });
    expect(line(html ?? '')).toBe('<html><BODY class="a"><div style>x</div><p>Hi</p></BODY></html>');
  });
  it('escapes the author’s words and leaves Liquid alone', () => {
    const { html } = withPreheader({ preheader: 'A & <b> {% if a < b %}{{ c | default: "d" }}{% endif %}', html: '' });
    expect(line(html ?? '')).toBe('<div style>A &amp; &lt;b&gt; {% if a < b %}{{ c | default: "d" }}{% endif %}</div>');
  });
  it('that is blank adds nothing', () => {
    expect(withPreheader({ preheader: ' ', html: 'x' })).toEqual({ html: 'x' });
    expect(withPreheader({ html: 'x' })).toEqual({ html: 'x' });
  });
  it('leaves with the message', () => {
    const content = { en: { subject: 'S', preheader: 'For you', html: '<p>Hi</p>', text: 'Hi' } };
    const outcome = step(stepArgs(spec.config.parse({ account: 'mail', topic: 'marketing', content })));
    const sent = outcome.kind === 'send' ? outcome.message.content.en : undefined;
    expect(Object.keys(sent ?? {})).toEqual(['subject', 'html', 'text']);
    expect(sent?.html).toContain('For you');
  });
});

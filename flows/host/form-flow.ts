/**
 * The flow that begins when somebody fills in a form, ready to be drawn on. What waits to be confirmed is asked for by a consent
 * block, as in any flow: there is no second way to a consent.
 */
import type { FlowDocument, FlowEdge, FlowNode } from '../document/schema.ts';
import { formSubmitted } from '../sdk/form.ts';
import type { FormRecord } from '../store/forms.ts';
import { pageLanguage, wordsFor } from './public/words.ts';

const across = 280;
const down = 160;

/** `language`: of the blocks' names. */
export function flowOfForm({ id, form }: FormRecord, language: string): FlowDocument {
  const words = wordsFor(pageLanguage([language])).flow;
  const nodes: FlowNode[] = [];
  const edges: FlowEdge[] = [];
  const points: Record<string, [number, number]> = {};
  const add = (
    name: string,
    type: string,
    config: Record<string, unknown>,
    at: [number, number],
    title: string,
  ): void => {
    nodes.push({ id: name, type, version: 1, name: title, config });
    points[name] = at;
  };
  add(
    'filled-in',
    'trigger-event',
    {
      event: formSubmitted,
      where: { combinator: 'and', rules: [{ field: 'props.form', operator: '=', value: id }] },
    },
    [0, 0],
    words.start(form.name),
  );
  const waiting = form.consents.filter(({ confirm }) => confirm);
  if (waiting.length > 0) {
    const values = waiting.map((one) => ({ id: one.id, name: one.topic, value: `${one.channel}.${one.topic}` }));
    add('to-confirm', 'switch', { expression: 'event.pending', values }, [0, down], words.toConfirm);
    edges.push({ from: 'filled-in', outlet: 'next', to: 'to-confirm' });
  }
  for (const [index, one] of waiting.entries()) {
    const name = `ask-${one.id}`;
    const content = Object.fromEntries(
      form.languages.map((tag) => {
        const { subject, text } = wordsFor(pageLanguage([tag])).flow.letter;
        return [tag, { subject, text }];
      }),
    );
    const { button } = wordsFor(pageLanguage([form.languages[0]])).flow.letter;
    add(
      name,
      'consent',
      {
        action: 'confirm',
        channel: one.channel,
        topic: one.topic,
        confirm: { account: 'mail', content, button, timeout: 'P7D' },
      },
      [index * across, down * 2],
      words.ask,
    );
    edges.push({ from: 'to-confirm', outlet: one.id, to: name });
  }
  return {
    format: 'kaskad.flow',
    formatVersion: 1,
    name: words.start(form.name),
    language: form.languages[0] ?? 'en',
    // Filling it in again asks again, but not more often than this: nobody floods a stranger's mailbox through the form.
    settings: { entry: { onRepeat: 'ignore', cooldown: 'PT10M' } },
    ...(waiting.length === 0 ? {} : { slots: { accounts: { mail: { capability: 'send.email' } } } }),
    nodes,
    edges,
    layout: { nodes: points },
  };
}

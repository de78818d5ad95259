/** Offers called as a screen calls them, and what they make of a flow's problems. */
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../../tests/kit/workspace.ts';
import type { FlowDocument } from '../../document/schema.ts';
import { procedures } from '../router.ts';

let ws: TestWorkspace;
beforeEach(async () => {
  ws = await testWorkspace({ timezone: 'Europe/Kyiv' });
});
afterEach(() => ws.dispose());

const client = () => createRouterClient(procedures, { context: ws });
const api = () => client().offers;
const refused = (code: string, details: object = {}) =>
  expect.objectContaining({ data: expect.objectContaining({ code, details: expect.objectContaining(details) }) });

type Content = Parameters<ReturnType<typeof api>['save']>[0]['content'];
const content = (over: Partial<Content> = {}): Content => ({
  name: 'Spring sale',
  percent: 15,
  price: null,
  currency: null,
  product: '',
  code: { kind: 'pool' },
  startsAt: null,
  endsAt: '2026-04-01T00:00',
  terms: '',
  redeemedBy: null,
  ...over,
});

const flow = (html: string): FlowDocument =>
  flowOf(
    [['in', 'trigger-manual', { audience: everybody }], email('mail', { content: { en: { subject: 'Hi', html } } })],
    ['in.next>mail'],
    {},
    { offers: { spring: { fields: ['percent'] } } },
  );

it('are kept with their codes, in the time of the workspace, under an id that people can read', async () => {
  const saved = await api().save({ offer: null, content: content(), codes: ['A1', 'B2', 'a1'] });
  expect(saved).toEqual({ offer: 'spring-sale', added: 2, known: 1 });
  expect(await api().list()).toMatchObject([
    {
      offer: 'spring-sale',
      state: 'open',
      endsAt: '2026-04-01T00:00:00+03:00',
      fields: ['name', 'percent', 'code', 'endsAt'],
      left: 2,
      issued: 0,
      flows: [],
    },
  ]);
  await api().save({ offer: saved.offer, content: content({ endsAt: '2026-03-01T00:00' }) });
  expect(await api().list()).toMatchObject([{ state: 'over', left: 2 }]);
  expect(await api().dropCodes({ offer: saved.offer })).toEqual({ dropped: 2 });
  await api().remove({ offer: saved.offer });
  expect(await api().list()).toEqual([]);
});

it('that cannot be are refused, field by field', async () => {
  const wrong = content({ name: ' ', price: 10, startsAt: '2026-05-01T00:00', percent: 120 });
  await expect(api().save({ offer: null, content: wrong })).rejects.toEqual(
    refused('offer-not-valid', {
      fields: {
        name: 'not-valid',
        percent: 'not-valid',
        currency: 'no-currency',
        endsAt: 'ends-before-start',
      },
    }),
  );
  await expect(api().save({ offer: null, content: content({ endsAt: 'soon' }) })).rejects.toEqual(
    refused('offer-not-valid', { fields: { endsAt: 'not-valid' } }),
  );
  await expect(api().save({ offer: 'gone', content: content() })).rejects.toEqual(refused('offer-missing'));
  expect(await api().list()).toEqual([]);
});

it('that a flow means, or people hold codes of, are not deleted', async () => {
  const { offer } = await api().save({ offer: null, content: content({ name: 'Spring' }), codes: ['A1'] });
  const id = ws.flow(flow('{{ offer.spring.percent }}%'));
  expect((await api().list())[0]?.flows).toEqual([{ flow: id, name: 'Test flow' }]);
  await expect(api().remove({ offer })).rejects.toEqual(refused('offer-in-use'));
  ws.store.flows.remove(id);
  const ann = ws.contact('ann', { profile: { first_name: 'Ann' } });
  ws.store.offers.issue(offer, ann, ws.clock.now);
  await expect(api().remove({ offer })).rejects.toEqual(refused('offer-issued', { count: 1 }));
  expect(await api().find({ code: ' a1' })).toMatchObject([
    { contact: ann, person: 'Ann', code: 'A1', redeemedAt: null },
  ]);
  expect(await api().redeem({ offer, contact: ann })).toEqual({ code: 'A1' });
  expect(await api().ofContact({ contact: ann })).toMatchObject([
    { name: 'Spring', code: 'A1', redeemedAt: '2026-03-02T11:00:00+02:00' },
  ]);
  await expect(api().redeem({ offer, contact: ann })).rejects.toEqual(refused('offer-redeemed'));
  expect(await api().find({ code: 'ZZ' })).toEqual([]);
});

it('make problems of texts that say otherwise, or name what is not there', async () => {
  const problems = async (html: string, bindings: Record<string, string> = {}) => {
    const id = ws.store.flows.create(flow(html), ws.clock.now, bindings);
    return (await client().flows.get({ flow: id })).problems
      .filter(({ code }) => code.startsWith('offer'))
      .map(({ code, node, params }) => [code, node, params]);
  };
  expect(await problems('{{ offer.spring.percent }}%')).toEqual([['offer-open', null, { slot: 'spring' }]]);
  const { offer } = await api().save({ offer: null, content: content({ name: 'Spring' }), codes: ['A1'] });
  expect(await problems('{{ offer.spring.percent }}% till 31.03')).toEqual([]);
  expect(await problems('<p style="width:50%">20% off till 30 March</p>')).toEqual([
    ['offer-contradicted', 'mail', { found: '20%', offer: 'Spring' }],
    ['offer-contradicted', 'mail', { found: '30 March', offer: 'Spring' }],
  ]);
  expect(
    await problems('{{ offer.spring.price }} {{ offer.spring.terms | default: "-" }} {{ offer.winter.percent }}'),
  ).toEqual([
    ['offer-undeclared', 'mail', { slot: 'winter' }],
    ['offer-field', 'mail', { field: 'price', offer: 'Spring' }],
  ]);
  await api().dropCodes({ offer });
  await api().save({ offer, content: content({ name: 'Spring', endsAt: '2026-03-01T00:00' }) });
  expect((await problems('Hi', { spring: offer })).map(([code]) => code)).toEqual(['offer-over', 'offer-no-codes']);
});

it('are shown in a preview, which gives nothing away', async () => {
  const { offer } = await api().save({ offer: null, content: content({ name: 'Spring' }), codes: ['A1', 'B2'] });
  const id = ws.flow(flow('x'));
  const ann = ws.contact('ann');
  const shown = () =>
    client().content.preview({
      flow: id,
      contact: ann,
      parts: { html: '{{ offer.spring.code }} {{ offer.spring.percent }}' },
      htmlParts: ['html'],
    });
  expect(await shown()).toMatchObject({ parts: { html: 'A1 15' }, errors: [] });
  expect(ws.store.offers.counts(offer)).toMatchObject({ issued: 0, left: 2 });
  ws.store.offers.issue(offer, ws.contact('ben'), ws.clock.now);
  expect(await shown()).toMatchObject({ parts: { html: 'B2 15' } });
});

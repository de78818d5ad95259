import { describe, expect, it } from 'vitest';
import type { SyncRecord } from '../../sdk/sync.ts';
import { isOwnWork } from './own-work.ts';

const order: SyncRecord = {
  kind: 'order',
  id: '12',
  updatedAt: 2000,
  createdAt: 1000,
  deleted: false,
  title: 'Lamp',
  person: null,
  contacts: ['1'],
  stage: { id: 'packed', name: 'Packed' },
  outcome: 'open',
  amount: null,
  values: {},
};
const doubt = (operation: string, input: object) => [{ operation, input: JSON.stringify(input) }];

describe('an order at a shop, where a deal is an order', () => {
  it('is ours when it has the title, or stands where we wanted it', () => {
    expect(isOwnWork(order, doubt('crm.create-deal', { title: 'Lamp' }))).toBe(true);
    expect(isOwnWork(order, doubt('crm.move-deal', { stage: 'packed' }))).toBe(true);
    expect(isOwnWork(order, doubt('crm.move-deal', { deal: '12', stage: 'packed' }))).toBe(true);
  });

  it('is news otherwise', () => {
    expect(isOwnWork(order, [])).toBe(false);
    expect(isOwnWork(order, doubt('crm.create-deal', { title: 'Chair' }))).toBe(false);
    expect(isOwnWork(order, doubt('crm.move-deal', { stage: 'sent' }))).toBe(false);
    expect(isOwnWork(order, doubt('crm.move-deal', { deal: '13', stage: 'packed' }))).toBe(false);
    expect(isOwnWork({ ...order, kind: 'cart' }, doubt('crm.create-deal', { title: 'Lamp' }))).toBe(false);
    expect(isOwnWork({ ...order, deleted: true }, doubt('crm.create-deal', { title: 'Lamp' }))).toBe(false);
  });
});

describe('a ticket at a help desk', () => {
  const ticket: SyncRecord = { ...order, kind: 'ticket', title: 'A broken lamp', stage: { id: '4', name: 'Resolved' } };

  it('is ours when it has the subject, or the status that we wanted', () => {
    const wish = { email: 'anna@example.com', subject: 'A broken lamp', text: 'It broke' };
    expect(isOwnWork(ticket, doubt('desk.create-ticket', wish))).toBe(true);
    expect(isOwnWork(ticket, doubt('desk.set-status', { status: '4' }))).toBe(true);
    expect(isOwnWork(ticket, doubt('desk.set-status', { ticket: ticket.id, status: '4' }))).toBe(true);
  });

  it('is news otherwise', () => {
    const wish = { email: 'anna@example.com', subject: 'A broken chair', text: 'It broke' };
    expect(isOwnWork(ticket, doubt('desk.create-ticket', wish))).toBe(false);
    expect(isOwnWork(ticket, doubt('desk.set-status', { status: '5' }))).toBe(false);
    expect(isOwnWork(ticket, doubt('desk.set-status', { ticket: '13', status: '4' }))).toBe(false);
    expect(isOwnWork(ticket, doubt('desk.add-note', { text: 'It broke' }))).toBe(false);
    expect(isOwnWork(order, doubt('desk.set-status', { status: '4' }))).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { addTicketNoteInput, createTicketInput, setStatusInput } from '../../flows/sdk/desk.ts';
import { contactView, stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const config = (over: Record<string, unknown>) =>
  spec.config.parse({ account: 'desk', work: 'create-ticket', ...over });
const asked = (over: Record<string, unknown>, args: Parameters<typeof stepArgs>[1] = {}) =>
  step(stepArgs(config(over), args as never));
const contact = contactView({ email: 'anna@example.com', phone: '+380501112233', first_name: 'Anna', last_name: null });

describe('ticket', () => {
  it('opens a ticket of the contact, with one line of subject and the fields', () => {
    const fields = [{ name: 'cf_reason', value: ' Bug ' }];
    const outcome = asked({ subject: 'Order\n42', text: ' It broke ', priority: 'high', fields }, { contact });
    if (outcome.kind !== 'operate') throw new Error('does not operate');
    expect(outcome.operation).toMatchObject({ account: 'desk', name: 'desk.create-ticket' });
    expect(createTicketInput.parse(outcome.operation.input)).toEqual({
      email: 'anna@example.com',
      phone: '+380501112233',
      name: 'Anna',
      subject: 'Order 42',
      text: 'It broke',
      priority: 'high',
      values: { cf_reason: 'Bug' },
    });
  });

  it('changes the status, and leaves a note, without needing an address', () => {
    const nobody = contactView({ email: null, phone: null });
    const moved = asked({ work: 'set-status', status: '4' }, { contact: nobody });
    if (moved.kind !== 'operate') throw new Error('does not operate');
    expect(moved.operation.name).toBe('desk.set-status');
    expect(setStatusInput.parse(moved.operation.input)).toEqual({ status: '4' });
    const note = asked({ work: 'add-note', text: 'Called' }, { contact: nobody });
    if (note.kind !== 'operate') throw new Error('does not operate');
    expect(note.operation.name).toBe('desk.add-note');
    expect(addTicketNoteInput.parse(note.operation.input)).toEqual({ text: 'Called' });
  });

  it('goes on with the ticket’s number, also in a forecast, which knows none', () => {
    const done = (value: unknown) =>
      asked({}, { input: { kind: 'operated', result: { status: 'done', value } as never } });
    expect(done({ kind: 'ticket', id: '20' })).toMatchObject({ kind: 'go', outlet: 'next', why: { record: '20' } });
    expect(done(null)).toMatchObject({ kind: 'go', outlet: 'next', why: { record: null } });
  });

  it('fails in words where nobody can be found by, and where the help desk refused', () => {
    const nobody = contactView({ email: null, phone: null });
    expect(asked({ subject: 'x', text: 'x' }, { contact: nobody })).toMatchObject({
      outlet: 'failed',
      why: { reason: 'no-address' },
    });
    const failed = { kind: 'operated', result: { status: 'failed', reason: 'unknown' } } as never;
    expect(asked({}, { input: failed })).toMatchObject({ outlet: 'failed', why: { reason: 'unknown' } });
  });

  it('says what is missing', () => {
    const codes = (over: Record<string, unknown>) => spec.check?.(config(over)).map(({ code }) => code);
    expect(codes({})).toEqual(['no-subject', 'no-text']);
    expect(codes({ subject: 'x', text: 'x' })).toEqual([]);
    expect(codes({ work: 'set-status' })).toEqual(['no-status']);
    expect(codes({ work: 'set-status', status: '4' })).toEqual([]);
    expect(codes({ work: 'add-note', text: ' ' })).toEqual(['no-text']);
  });
});

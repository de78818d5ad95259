/** A change that is our own, seen before the vendor's answer to our call, or although that answer was lost. Pure. */
import { createDealInput, moveDealInput } from '../../sdk/crm.ts';
import { createTicketInput, setStatusInput } from '../../sdk/desk.ts';
import type { SyncRecord } from '../../sdk/sync.ts';

/** `doubts`: operations for the same contact at the same account that are under way, or of which nobody knows whether they were done. */
export function isOwnWork(record: SyncRecord, doubts: readonly { operation: string; input: string }[]): boolean {
  if (record.deleted) return false;
  if (record.kind === 'contact') return doubts.some(({ operation }) => operation === 'crm.save-contact');
  if (record.kind === 'ticket') return doubts.some((doubt) => isOwnTicket(record, doubt));
  // In shops a deal is an order.
  if (record.kind !== 'deal' && record.kind !== 'order') return false;
  return doubts.some(({ operation, input }) => {
    const given: unknown = JSON.parse(input);
    if (operation === 'crm.create-deal') {
      const wish = createDealInput.safeParse(given);
      return wish.success && wish.data.title === record.title;
    }
    if (operation !== 'crm.move-deal') return false;
    const wish = moveDealInput.safeParse(given);
    return wish.success && wish.data.stage === record.stage?.id && (wish.data.deal ?? record.id) === record.id;
  });
}

function isOwnTicket(record: SyncRecord, { operation, input }: { operation: string; input: string }): boolean {
  const given: unknown = JSON.parse(input);
  if (operation === 'desk.create-ticket') {
    const wish = createTicketInput.safeParse(given);
    return wish.success && wish.data.subject === record.title;
  }
  if (operation !== 'desk.set-status') return false;
  const wish = setStatusInput.safeParse(given);
  return wish.success && wish.data.status === record.stage?.id && (wish.data.ticket ?? record.id) === record.id;
}

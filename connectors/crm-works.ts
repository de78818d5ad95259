/** What connectors that write to a CRM share: how an operation is found, and what is said where a person has no record there. */
import type * as z from 'zod';
import { type ConnectorClient, ConnectorError, type OperateContext } from '../flows/sdk/connector.ts';
import type { CrmOperation, crmOperations } from '../flows/sdk/crm.ts';
import type { WrittenRecord } from '../flows/sdk/sync.ts';

export type CrmWorks<Names extends CrmOperation = CrmOperation> = {
  [Name in Names]: (
    input: z.output<(typeof crmOperations)[Name]['input']>,
    context: OperateContext,
  ) => Promise<WrittenRecord>;
};

/** `operate` of a client, of the operations that the vendor can do. */
export function operateBy(
  vendor: string,
  works: Readonly<Record<string, (input: never, context: OperateContext) => Promise<WrittenRecord>>>,
): Required<Pick<ConnectorClient, 'operate'>> {
  return {
    operate: async (name, input, context) => {
      const work = Object.hasOwn(works, name) ? works[name] : undefined;
      if (work === undefined) throw new ConnectorError('bad-request', `${vendor} cannot do "${name}" here.`);
      return work(input as never, context);
    },
  };
}

/** The record that was named, else the newest one that is known to be the person's. */
export function recordFor(
  vendor: string,
  kind: 'contact' | 'deal',
  named: string | undefined,
  { records }: OperateContext,
): string {
  const id = named ?? records?.(kind)[0];
  if (id !== undefined) return id;
  throw new ConnectorError(
    'bad-request',
    kind === 'contact'
      ? `This person has no contact at ${vendor} yet. Put a block before this one that saves the contact there.`
      : `This person has no open deal at ${vendor}. Put a block before this one that makes a deal.`,
  );
}

/** Are two ways of writing an address the same address? */
export const sameAddress = (kind: 'email' | 'phone', one: string, other: string): boolean =>
  plain(kind, one) === plain(kind, other);
const plain = (kind: 'email' | 'phone', text: string): string =>
  kind === 'phone' ? text.replace(/\D/g, '') : text.trim().toLowerCase();

/** For vendors whose notes are HTML: what a customer wrote stays text. */
export const asHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>');

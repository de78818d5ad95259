/** What accounts can be asked to do, as the canvas knows it. */
import { type KnownOperation, knownBy } from '../../flows/document/operation-problems.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';
import type { OperationForm } from '../../flows/sdk/operation.ts';
import type { Client } from '../app/client.ts';
import { boundAccount } from '../ui/account-select.tsx';

type AccountTypes = Awaited<ReturnType<Client['accounts']['types']>>;
type Accounts = Awaited<ReturnType<Client['accounts']['list']>>;

/** By type of account. The same function always, so that what it selects is kept. */
export const operationsOf = (types: AccountTypes): ReadonlyMap<string, readonly OperationForm[]> =>
  new Map(types.map(({ type, operations }) => [type, operations]));

/** By the account that a slot of the flow stands for. */
export const knownOperations = (
  { slots }: FlowDocument,
  bindings: Readonly<Record<string, string>>,
  accounts: Accounts,
  forms: ReadonlyMap<string, readonly OperationForm[]>,
): KnownOperation =>
  knownBy(forms, (slot) => {
    const capability = slots?.accounts?.[slot]?.capability;
    return capability === undefined ? undefined : boundAccount({ accounts, bindings }, slot, capability)?.type;
  });

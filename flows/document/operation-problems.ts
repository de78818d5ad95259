/** What blocks ask of accounts, held against what the accounts can do. Pure: the engine and the page find the same. */
import { type OperationForm, readingOf } from '../sdk/operation.ts';
import type { Problem } from '../sdk/problem.ts';
import type { SpecRegistry } from '../sdk/registry.ts';
import { problem } from './problem-words.ts';
import type { FlowDocument } from './schema.ts';
import { knowNode } from './validate.ts';

/** The operation as the account of the slot has it, or any other vendor where nothing stands behind the slot; null: nobody knows it. */
export type KnownOperation = (slot: string, operation: string) => OperationForm | null;

export function operationProblems(document: FlowDocument, specs: SpecRegistry, known: KnownOperation): Problem[] {
  return document.nodes.flatMap((node) => {
    const { spec, config } = knowNode(node, specs);
    if (node.disabled === true || spec === null || config === null) return [];
    const { operations = [] } = spec.references?.(config as never) ?? {};
    return operations.flatMap(({ slot, operation, path, input }) => {
      const form = known(slot, operation);
      if (form === null) return [problem('operation-unknown', node.id, 'config.operation', { operation })];
      const filled = new Map(input.map((one) => [one.field, one]));
      const missing = form.fields.flatMap(({ name, required }) => {
        const given = filled.get(name);
        if (!required || (given !== undefined && given.value.trim() !== '')) return [];
        return [
          problem('operation-field-missing', node.id, `config.${given?.path ?? path}`, { operation, field: name }),
        ];
      });
      const strange = input.flatMap(({ field, as, path: at }) => {
        const meant = form.fields.find(({ name }) => name === field);
        if (meant === undefined)
          return [problem('operation-field-unknown', node.id, `config.${at}`, { operation, field })];
        if (readingOf(meant) === as) return [];
        return [problem('operation-field-kind', node.id, `config.${at}`, { operation, field })];
      });
      return [...missing, ...strange];
    });
  });
}

/** How an operation is known by the types of accounts: by that of the slot's account, else by any that has it. */
export function knownBy(
  forms: ReadonlyMap<string, readonly OperationForm[]>,
  typeOf: (slot: string) => string | undefined,
): KnownOperation {
  return (slot, operation) => {
    const named = (type: string) => forms.get(type)?.find(({ name }) => name === operation);
    const own = named(typeOf(slot) ?? '');
    if (own !== undefined) return own;
    for (const type of forms.keys()) {
      const found = named(type);
      if (found !== undefined) return found;
    }
    return null;
  };
}

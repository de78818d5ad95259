/**
 * Operations of accounts as blocks and forms see them: by name, and field by field as the connector's schema has them. A field's name for
 * people stands in the strings: `operations.<operation>.fields.<field>` of the connector, or `renderer/strings/<language>/operations.json`.
 */
import * as z from 'zod';
import type { Connector, OperationSpec } from './connector.ts';

/** What every account that sends can do: one message to a fixed recipient, such as a colleague. Not counted as a message. */
export const sendOperation = 'message.send';

/** Such as `crm.add-note`. What sends a message is not among them: that passes by consent, quiet hours and caps. */
export const operationNameSchema = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z-]*(?:\.[a-z][a-z-]*)+$/, 'bad-operation')
  .refine((name) => name !== sendOperation, 'operation-sends');

export const operationCapability = (name: string): string => `operations.${name}`;

/** How a written text becomes the value that an operation wants; a text stays one where nothing is said. */
export const readings = ['number', 'boolean', 'moment', 'json'] as const;
export type Reading = (typeof readings)[number];

export interface OperationField {
  name: string;
  /**
   * `moment`: an instant, or a duration from now, that becomes milliseconds (`.meta({ moment: true })`). `pairs`: names with values.
   * `json`: whatever else it is.
   */
  kind: 'line' | 'text' | 'choice' | 'number' | 'boolean' | 'moment' | 'pairs' | 'json';
  required: boolean;
  /** Of a choice. */
  options: readonly string[];
  maxLength: number | null;
  /** The template that a new block begins with (`.meta({ fill: '…' })`). */
  fill: string | null;
}

export interface OperationForm {
  name: string;
  fields: readonly OperationField[];
  /** Whom it reaches: see OperationSpec. */
  reaches: { channel: string; topic: string } | null;
}

interface Property {
  type?: unknown;
  enum?: unknown;
  maxLength?: unknown;
  properties?: unknown;
  additionalProperties?: unknown;
  moment?: unknown;
  line?: unknown;
  fill?: unknown;
}

/** Longer texts get a field of several lines. */
const lineLength = 999;

function kindOf(property: Property): OperationField['kind'] {
  const { type, enum: options, maxLength, properties, additionalProperties, moment, line } = property;
  if (moment === true) return 'moment';
  if (Array.isArray(options)) return 'choice';
  if (type === 'boolean') return 'boolean';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'object' && properties === undefined && typeof additionalProperties === 'object') return 'pairs';
  if (type !== 'string') return 'json';
  return line !== true && typeof maxLength === 'number' && maxLength > lineLength ? 'text' : 'line';
}

/** Made once: schemas do not change. */
const made = new WeakMap<OperationSpec, OperationForm>();

/** Those that any block may ask a connector for. */
export const operationForms = ({ operations = {} }: Pick<Connector, 'operations'>): OperationForm[] =>
  Object.entries(operations).flatMap(([name, spec]) => (spec.ownBlock === true ? [] : [operationForm(name, spec)]));

/** The form of an operation, in the order of its schema. */
function operationForm(name: string, spec: OperationSpec): OperationForm {
  const kept = made.get(spec);
  if (kept?.name === name) return kept;
  const form = readForm(name, spec);
  made.set(spec, form);
  return form;
}

function readForm(name: string, { input, reaches }: OperationSpec): OperationForm {
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' }) as {
    properties?: Record<string, Property>;
    required?: readonly string[];
  };
  const needed = new Set(schema.required ?? []);
  return {
    name,
    fields: Object.entries(schema.properties ?? {}).map(([field, property]) => ({
      name: field,
      kind: kindOf(property),
      required: needed.has(field),
      options: Array.isArray(property.enum) ? property.enum.map(String) : [],
      maxLength: typeof property.maxLength === 'number' ? property.maxLength : null,
      fill: typeof property.fill === 'string' ? property.fill : null,
    })),
    reaches: reaches ?? null,
  };
}

const byKind: Partial<Record<OperationField['kind'], Reading>> = {
  number: 'number',
  boolean: 'boolean',
  moment: 'moment',
  pairs: 'json',
  json: 'json',
};
/** How a text for the field is read; undefined: as it is. */
export const readingOf = ({ kind }: OperationField): Reading | undefined => byKind[kind];

import { letterPart } from '../../flows/sdk/letter.ts';
import { messageCohort, messageStep } from '../../flows/sdk/message.ts';
import { defineCohort, defineStep } from '../../flows/sdk/node.ts';
import { withPreheader } from './preheader.ts';
import { htmlParts, spec } from './schema.ts';

/** A letter in blocks is laid out together with its preheader when it leaves; HTML by hand gets it here. */
function prepare(parts: Readonly<Record<string, string>>): Record<string, string> {
  if (parts[letterPart] === undefined) return withPreheader(parts);
  const { html: _html, ...rest } = parts;
  return rest;
}

export const step = defineStep(spec, messageStep(spec, htmlParts, prepare));

export const cohort = defineCohort(spec, messageCohort(spec, htmlParts, prepare));

/** Whom a trigger lets in: a rule of its own, or a segment of the workspace by slot. */
import * as z from 'zod';
import { idSchema } from './id.ts';
import type { References } from './node.ts';
import { isEmptyRule, type RuleGroup, ruleGroupSchema } from './rule.ts';

export const audienceSchema = z
  .union([
    ruleGroupSchema,
    z.strictObject({
      segment: idSchema.meta({ title: 'Segment', description: 'Slot of the segment whose contacts enter.' }),
    }),
  ])
  .meta({ title: 'Audience', description: 'Who enters: contacts that satisfy a rule, or a segment.' });

export type Audience = z.output<typeof audienceSchema>;

export const isSegmentAudience = (audience: Audience): audience is { segment: string } => 'segment' in audience;

/** The audience as one rule. A slot that is not bound yields the rule that names it, which nobody satisfies. */
export function audienceRule(audience: Audience, segments: (slot: string) => RuleGroup | null): RuleGroup {
  if (!isSegmentAudience(audience)) return audience;
  return (
    segments(audience.segment) ?? {
      combinator: 'and',
      rules: [{ field: 'segment', operator: '=', value: audience.segment }],
    }
  );
}

export const audienceReferences = (audience: Audience): References =>
  isSegmentAudience(audience)
    ? { segments: [{ slot: audience.segment, path: 'audience.segment' }] }
    : { rules: [{ rule: audience, path: 'audience', over: 'contact' }] };

/** A rule of no conditions takes the whole base: said out loud, because writing to everyone by mistake is the great fear. */
export const everybodyProblem = (audience: Audience) =>
  !isSegmentAudience(audience) && isEmptyRule(audience)
    ? [
        {
          severity: 'warning' as const,
          path: 'audience',
          code: 'audience-everybody',
          message: 'The audience has no conditions, so every contact enters. Add a condition if that is not meant.',
        },
      ]
    : [];

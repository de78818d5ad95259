/** Contacts, and what rules may name. Part of contract.ts. */
import * as z from 'zod';
import { ruleGroupSchema } from '../sdk/rule.ts';
import { moods } from '../segments/engagement.ts';
import { base } from './base.ts';
import { ruleTree } from './explain.ts';
import { contactRow, instant, profile } from './shapes.ts';

const channelMood = z
  .object({
    channel: z.string(),
    /** Of the last 90 days, as all the counts. */
    sent: z.number(),
    delivered: z.number(),
    read: z.number(),
    clicked: z.number(),
    replied: z.number(),
    /** Per cent read, clicked or answered, as the rule field `engagement` has it; null: nothing was sent. */
    share: z.number().nullable(),
    mood: z.enum(moods),
    /** The last time of each, ever. */
    last: z.object({
      sent: instant.nullable(),
      delivered: instant.nullable(),
      read: instant.nullable(),
      clicked: instant.nullable(),
      replied: instant.nullable(),
    }),
  })
  .meta({ id: 'ChannelMood' });
export type ChannelMood = z.output<typeof channelMood>;

export const contacts = {
  /** A window over the table. `total` counts all that match. */
  list: base
    .route({ method: 'POST', path: '/contacts/list' })
    .input(
      z.object({
        rule: ruleGroupSchema.optional(),
        /** Matches the beginning of a name, e-mail, phone or key. */
        search: z.string().max(200).optional(),
        sort: z.enum(['createdAt', 'last_name', 'email', 'key']).default('createdAt'),
        descending: z.boolean().default(true),
        offset: z.number().int().min(0).default(0),
        limit: z.number().int().min(1).max(200).default(100),
      }),
    )
    .output(
      z.object({
        total: z.number(),
        /** False: `total` is an estimate; `count` says exactly. */
        exact: z.boolean(),
        /** The search found too many to count: `total` is how many of them are listed. */
        more: z.boolean(),
        rows: z.array(contactRow),
      }),
    ),
  count: base
    .route({ method: 'POST', path: '/contacts/count' })
    .input(
      z.object({
        rule: ruleGroupSchema,
        /** An estimate will do where counting takes longer than a moment. */
        soon: z.boolean().default(false),
      }),
    )
    .output(z.object({ count: z.number(), exact: z.boolean() })),
  get: base
    .route({ method: 'GET', path: '/contacts/{contact}' })
    .input(z.object({ contact: z.string() }))
    .output(profile),
  /** Changes attributes, tags or consents by hand. */
  update: base
    .route({ method: 'POST', path: '/contacts/{contact}' })
    .input(
      z.object({
        contact: z.string(),
        set: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
        addTags: z.array(z.string()).optional(),
        removeTags: z.array(z.string()).optional(),
        consents: z.array(z.object({ channel: z.string(), topic: z.string(), granted: z.boolean() })).optional(),
      }),
    )
    .output(profile),
  /** How they take what is written to them, by channel; the busiest first. */
  engagement: base
    .route({ method: 'GET', path: '/contacts/{contact}/engagement' })
    .input(z.object({ contact: z.string() }))
    .output(z.array(channelMood)),
  /** Ends a pause of everything automatic. */
  resume: base
    .route({ method: 'POST', path: '/contacts/{contact}/resume' })
    .input(z.object({ contact: z.string() }))
    .output(profile),
  /** Every answer the person gave about being written to, oldest first, under every name that was merged into the contact. */
  consents: base
    .route({ method: 'GET', path: '/contacts/{contact}/consents' })
    .input(z.object({ contact: z.string() }))
    .output(
      z.array(
        z.object({
          id: z.number(),
          channel: z.string(),
          topic: z.string(),
          /** Null: no answer is on record any more. */
          granted: z.boolean().nullable(),
          at: instant,
          source: z.string(),
          /** What they were shown; null where nobody kept it. */
          text: z.string().nullable(),
        }),
      ),
    ),
  /** What proves them to somebody else: a JSON text of the form `kaskad.consents` (flows/contacts/consent-chain.ts). */
  consentProof: base
    .route({ method: 'GET', path: '/contacts/{contact}/consents/proof' })
    .input(z.object({ contact: z.string() }))
    .output(z.object({ fileName: z.string(), json: z.string() })),
  /** Goes over the ledger of all consents: was anything in it changed after it was written? */
  checkConsents: base.route({ method: 'POST', path: '/contacts/consents/check' }).output(
    z.object({
      entries: z.number(),
      /** Of people who were erased: they keep their hash and say nothing any more. */
      erased: z.number(),
      broken: z.object({ from: z.number(), to: z.number() }).nullable(),
      last: z.string(),
    }),
  ),
  /** What rules and texts may name: for the rule builder and the variable picker. */
  fields: base.route({ method: 'GET', path: '/contacts/fields' }).output(
    z.object({
      attributes: z.array(z.object({ name: z.string(), type: z.enum(['string', 'number', 'boolean', 'date']) })),
      tags: z.array(z.string()),
      events: z.array(
        z.object({
          type: z.string(),
          count: z.number(),
          /** There are more than were counted. */
          more: z.boolean(),
          props: z.array(z.object({ name: z.string(), type: z.string() })),
        }),
      ),
      channels: z.array(z.string()),
      topics: z.array(z.string()),
      surveys: z.array(z.string()),
      languages: z.array(z.string()),
      countries: z.array(z.string()),
    }),
  ),
};

const rfmGrid = z.object({
  /** What was scored, and when; null: nothing yet. */
  scored: z.object({ event: z.string(), prop: z.string().nullable(), at: instant, people: z.number() }).nullable(),
  cells: z.array(z.object({ recency: z.number(), frequency: z.number(), contacts: z.number() })),
});

export const segments = {
  list: base.route({ method: 'GET', path: '/segments' }).output(
    z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        rule: ruleGroupSchema,
        updatedAt: instant,
        /** Its members were chosen one by one: see `bulk`. */
        byHand: z.boolean(),
        /** Flows that name it. */
        flows: z.array(z.object({ flow: z.string(), name: z.string() })),
      }),
    ),
  ),
  /** Saves a rule under a name; without an id a new segment. Refused where the rule makes no sense or goes round in a circle. */
  save: base
    .route({ method: 'POST', path: '/segments' })
    .input(z.object({ id: z.string().optional(), name: z.string().trim().min(1).max(200), rule: ruleGroupSchema }))
    .output(z.object({ id: z.string() })),
  /** A segment by hand, which begins empty; with an id it gets another name. */
  saveList: base
    .route({ method: 'POST', path: '/segments/lists' })
    .input(z.object({ id: z.string().optional(), name: z.string().trim().min(1).max(200) }))
    .output(z.object({ id: z.string() })),
  /** Refused (`segment-in-use`) while a flow or another segment names it. */
  remove: base
    .route({ method: 'DELETE', path: '/segments/{id}' })
    .input(z.object({ id: z.string() }))
    .output(z.object({})),
  /** How large each was lately, oldest first: hour by hour for two days, then day by day. */
  trends: base.route({ method: 'GET', path: '/segments/trends' }).output(
    z.array(
      z.object({
        id: z.string(),
        /** Since when it is looked at; a changed rule begins anew. Null: not yet. */
        since: instant.nullable(),
        lookedAt: instant.nullable(),
        sizes: z.array(z.number()),
      }),
    ),
  ),
  history: base
    .route({ method: 'GET', path: '/segments/{id}/history' })
    .input(z.object({ id: z.string() }))
    .output(
      z.object({
        since: instant.nullable(),
        lookedAt: instant.nullable(),
        /** Who entered and left since the point before. */
        points: z.array(z.object({ at: instant, size: z.number(), entered: z.number(), left: z.number() })),
      }),
    ),
  /** Looks who is in it now, instead of at the next hour. */
  look: base
    .route({ method: 'POST', path: '/segments/{id}/look' })
    .input(z.object({ id: z.string() }))
    .output(z.object({})),
  /** Is the contact in it or not: each condition with what was found. */
  why: base
    .route({ method: 'POST', path: '/segments/why' })
    .input(z.object({ contact: z.string(), rule: ruleGroupSchema }))
    .output(ruleTree),
  /** Whom each channel reaches of those who satisfy the rule, by what stands in the way. */
  channels: base
    .route({ method: 'POST', path: '/segments/channels' })
    .input(z.object({ rule: ruleGroupSchema }))
    .output(
      z.object({
        total: z.number(),
        channels: z.array(
          z.object({
            channel: z.string(),
            /** Has an address that is not known to be bad, and allowed messages. */
            reachable: z.number(),
            noConsent: z.number(),
            noAddress: z.number(),
          }),
        ),
      }),
    ),
  /** Who bought how recently and how often: scores 1 to 5. */
  rfm: base.route({ method: 'GET', path: '/segments/rfm' }).output(rfmGrid),
  /** Scores everybody by these events, now and then once a day. */
  scoreRfm: base
    .route({ method: 'POST', path: '/segments/rfm' })
    .input(z.object({ event: z.string().min(1).max(200), prop: z.string().max(200).nullable() }))
    .output(rfmGrid),
};

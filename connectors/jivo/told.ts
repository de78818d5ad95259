/**
 * The parts of Jivo's events that are read. Ids come as numbers or as texts, and what is not known as null or not at all; a part of
 * another shape is left out, and the event still counts.
 */
import * as z from 'zod';

const word = z.union([z.string(), z.number()]).transform((value) => String(value).trim().slice(0, 500));
const link = z.string().transform((value) => value.trim().slice(0, 2000));
const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().catch(null);
const part = <Shape extends z.ZodRawShape>(shape: Shape) => maybe(z.object(shape));
const named = part({ name: maybe(word) });
const titled = part({ title: maybe(word) });

export const toldSchema = z.object({
  chat_id: maybe(word),
  widget_id: maybe(word),
  visitor: part({
    name: maybe(word),
    email: maybe(word),
    phone: maybe(word),
    number: maybe(word),
    chats_count: maybe(z.number()),
  }),
  status: titled,
  tags: maybe(z.array(z.object({ title: word })).max(100)),
  topic: titled,
  department: named,
  agent: named,
  agents: maybe(z.array(z.object({ name: maybe(word) }))),
  page: part({ url: maybe(link), title: maybe(word) }),
  session: part({
    geoip: part({ city: maybe(word), country_code: maybe(word) }),
    utm_json: part({
      source: maybe(word),
      medium: maybe(word),
      campaign: maybe(word),
      content: maybe(word),
      term: maybe(word),
    }),
  }),
  chat: part({
    messages: maybe(z.array(z.object({ message: maybe(z.string()), type: maybe(z.string()) }))),
    blacklisted: maybe(z.boolean()),
    rate: maybe(word),
  }),
  call: part({
    type: maybe(word),
    phone: maybe(word),
    status: maybe(word),
    reason: maybe(word),
    record_url: maybe(link),
  }),
  message: maybe(z.string()),
  offline_message_id: maybe(word),
});
export type Told = z.output<typeof toldSchema>;

/**
 * Where and with whom it was, by flat names that conditions can ask for. The visitor's network address, browser and exact place are not
 * kept, nor `user_token`: a page can set it to anything.
 */
export function detailsOf(told: Told): Record<string, unknown> {
  const { visitor, session, page } = told;
  const utm = Object.entries(session?.utm_json ?? {}).map(([name, value]) => [`utm_${name}`, value]);
  // Those that say most come first: a timeline shows the first few.
  const details: Record<string, unknown> = {
    page_title: page?.title,
    agent: told.agent?.name ?? told.agents?.[0]?.name,
    department: told.department?.name,
    topic: told.topic?.title,
    category: told.status?.title,
    tags: told.tags?.map(({ title }) => title) ?? [],
    page: page?.url,
    city: session?.geoip?.city,
    country: session?.geoip?.country_code,
    ...Object.fromEntries(utm),
    chats: visitor?.chats_count,
    chat: told.chat_id,
    widget: told.widget_id,
    visitor: visitor?.number,
  };
  return Object.fromEntries(
    Object.entries(details).filter(
      ([, value]) => value != null && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

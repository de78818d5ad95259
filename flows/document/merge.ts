/**
 * A newer file of a flow into a draft that a person has changed since: block by block and field by field. What only one side
 * changed is taken over; where both changed the same thing differently, ours stands until told otherwise.
 */
import type { SpecRegistry } from '../sdk/registry.ts';
import { sameJson } from './delta.ts';
import type { FlowDocument, FlowEdge, FlowNode } from './schema.ts';
import { type Choice, type Disagreement, mergeValue, orderOf, type Settle } from './three-way.ts';

export type { Choice } from './three-way.ts';

export interface Conflict extends Disagreement {
  /** Names it for a choice: the same in every merge of the same three documents. */
  key: string;
  /** `presence`: one side removed a block that the other changed or leads to; `field`: a part of a block. */
  kind: 'presence' | 'field' | 'edge' | 'settings' | 'about' | 'slot' | 'test';
  /** The block that it is about. */
  node: string | null;
}

export interface Merged {
  document: FlowDocument;
  conflicts: Conflict[];
}

export interface MergeOptions {
  /** By the keys of conflicts; what is not named stays ours. */
  choices?: Readonly<Record<string, Choice>>;
  /** With them a config in which two changes do not go together is one conflict, not a broken block. */
  specs?: SpecRegistry;
}

export interface ThreeFlows {
  /** What both were made from. */
  base: FlowDocument;
  ours: FlowDocument;
  theirs: FlowDocument;
}

/** No edge of the result dangles, and no outlet has two. */
export function mergeFlows({ base, ours, theirs }: ThreeFlows, options: MergeOptions = {}): Merged {
  const conflicts: Conflict[] = [];
  if (sameJson(base, theirs) || sameJson(ours, theirs)) return { document: ours, conflicts };
  if (sameJson(base, ours)) return { document: theirs, conflicts };
  const chosen = (kind: Conflict['kind'], node: string | null, prefix: string): Settle => {
    return (found) => {
      const key = [prefix, ...found.path].join('/');
      conflicts.push({ ...found, key, kind, node });
      return options.choices?.[key] ?? 'ours';
    };
  };
  const nodes = mergeNodes({ base, ours, theirs }, options.specs, chosen);
  const edges = mergeEdges({ base, ours, theirs }, new Set(nodes.map(({ id }) => id)), chosen);
  const names = new Set([...Object.keys(ours), ...Object.keys(theirs)]) as Set<keyof FlowDocument>;
  const whole = [...names].map((name): [string, unknown] => {
    const inParts = (parts as readonly string[]).includes(name);
    const three = [base[name], ours[name], theirs[name]] as const;
    return [name, inParts ? undefined : mergeWhole<unknown>(...three, [name], chosen('about', null, 'about'))];
  });
  const made: Record<string, unknown> = {
    ...Object.fromEntries(whole),
    settings: mergeSettings(base.settings, ours.settings, theirs.settings, chosen('settings', null, 'settings')),
    slots: mergeSlots({ base, ours, theirs }, nodes, chosen('slot', null, 'slots')),
    nodes,
    edges,
    tests: mergeTests(base.tests, ours.tests, theirs.tests, chosen('test', null, 'tests')),
    layout: mergeLayout({ base, ours, theirs }, new Set(nodes.map(({ id }) => id))),
  };
  const document = Object.fromEntries(Object.entries(made).filter(([, value]) => value !== undefined));
  return { document: document as FlowDocument, conflicts };
}

/** What is looked into; all else of a flow, such as its name, is taken whole. */
const parts = [
  'settings',
  'slots',
  'nodes',
  'edges',
  'tests',
  'layout',
] as const satisfies readonly (keyof FlowDocument)[];

type Chosen = (kind: Conflict['kind'], node: string | null, prefix: string) => Settle;

/** Taken whole: a part of one side would not go with a part of the other. */
function mergeWhole<T>(base: T, ours: T, theirs: T, path: readonly string[], settle: Settle): T {
  if (sameJson(ours, theirs) || sameJson(base, theirs)) return ours;
  if (sameJson(base, ours)) return theirs;
  return settle({ path, base, ours, theirs }) === 'theirs' ? theirs : ours;
}

const byId = ({ nodes }: FlowDocument): Map<string, FlowNode> => new Map(nodes.map((node) => [node.id, node]));

function mergeNodes(flows: ThreeFlows, specs: SpecRegistry | undefined, chosen: Chosen): FlowNode[] {
  const [was, mine, other] = [byId(flows.base), byId(flows.ours), byId(flows.theirs)];
  return orderOf([...mine.keys()], [...other.keys()]).flatMap((id) => {
    const [base, ours, theirs] = [was.get(id), mine.get(id), other.get(id)];
    if (ours !== undefined && theirs !== undefined) return [mergeNode(base, ours, theirs, specs, chosen)];
    const here = ours ?? theirs;
    if (here === undefined || base === undefined) return here === undefined ? [] : [here];
    // One side removed it. The other may have done something to it, or lead to it in a new way.
    const kept = ours === undefined ? flows.theirs : flows.ours;
    if (sameJson(here, base) && !hasNewEdges(flows.base, kept, id)) return [];
    const side = chosen('presence', id, `block/${id}`)({ path: [], base, ours, theirs });
    const stays = side === 'ours' ? ours : theirs;
    return stays === undefined ? [] : [stays];
  });
}

const hasNewEdges = (base: FlowDocument, now: FlowDocument, id: string): boolean => {
  const of = ({ edges }: FlowDocument) => edges.filter(({ from, to }) => from === id || to === id);
  const known = of(base);
  return of(now).some((edge) => !known.some((one) => sameJson(one, edge)));
};

function mergeNode(
  base: FlowNode | undefined,
  ours: FlowNode,
  theirs: FlowNode,
  specs: SpecRegistry | undefined,
  chosen: Chosen,
): FlowNode {
  const { id } = ours;
  // Two blocks of different kinds have nothing in common but the id.
  const alike = ours.type === theirs.type && (base === undefined || base.type === ours.type);
  if (!alike || base === undefined || ours.version !== theirs.version) {
    return mergeWhole<FlowNode | undefined>(base, ours, theirs, [], chosen('presence', id, `block/${id}`)) ?? ours;
  }
  const settle = chosen('field', id, `block/${id}`);
  const part = (name: 'name' | 'note' | 'disabled') =>
    mergeWhole<unknown>(base[name] ?? undefined, ours[name] ?? undefined, theirs[name] ?? undefined, [name], settle);
  const [name, note, disabled] = [part('name'), part('note'), part('disabled')];
  return {
    ...withoutKeys(ours, ['name', 'note', 'disabled']),
    ...present({ name, note, disabled }),
    config: mergeConfig(base, ours, theirs, specs, settle),
  };
}

/** Keeps the order of keys of the node: its parts that are gone go, those that came come. */
const withoutKeys = (node: FlowNode, keys: readonly string[]): FlowNode =>
  Object.fromEntries(Object.entries(node).filter(([key]) => !keys.includes(key))) as FlowNode;
const present = (parts: Record<string, unknown>): object =>
  Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));

function mergeConfig(
  base: FlowNode,
  ours: FlowNode,
  theirs: FlowNode,
  specs: SpecRegistry | undefined,
  settle: Settle,
): FlowNode['config'] {
  const found: Disagreement[] = [];
  const spec = specs?.get(ours.type);
  const sound = (config: unknown): boolean => spec === undefined || spec.config.safeParse(config).success;
  // First only looked at: what each choice would give must be a config that the block can have.
  const tried = (side: Choice): unknown => {
    found.length = 0;
    return mergeValue(base.config, ours.config, theirs.config, ['config'], (one) => {
      found.push(one);
      return side;
    });
  };
  const fits = [tried('theirs'), tried('ours')].every(sound);
  if (!fits && sound(ours.config) && sound(theirs.config)) {
    return mergeWhole(base.config, ours.config, theirs.config, ['config'], settle);
  }
  return mergeValue(base.config, ours.config, theirs.config, ['config'], settle) as FlowNode['config'];
}

const outletOf = ({ from, outlet }: FlowEdge): string => JSON.stringify([from, outlet]);
const byOutlet = ({ edges }: FlowDocument): Map<string, FlowEdge> =>
  new Map(edges.map((edge) => [outletOf(edge), edge]));

function mergeEdges(flows: ThreeFlows, nodes: ReadonlySet<string>, chosen: Chosen): FlowEdge[] {
  const [was, mine, other] = [byOutlet(flows.base), byOutlet(flows.ours), byOutlet(flows.theirs)];
  const stands = (edge: FlowEdge | undefined): FlowEdge | undefined =>
    edge !== undefined && nodes.has(edge.from) && nodes.has(edge.to) ? edge : undefined;
  return orderOf([...mine.keys()], [...other.keys()]).flatMap((key) => {
    const [base, ours, theirs] = [was.get(key), stands(mine.get(key)), stands(other.get(key))];
    const from = (mine.get(key) ?? other.get(key))?.from ?? null;
    // Where what one side leads to is gone, that side has nothing to say.
    const lost = (side: FlowEdge | undefined, map: typeof mine) => side === undefined && map.has(key);
    if (lost(ours, mine)) return theirs === undefined || sameJson(base, theirs) ? [] : [theirs];
    if (lost(theirs, other)) return ours === undefined || sameJson(base, ours) ? [] : [ours];
    const edge = mergeWhole(base, ours, theirs, [], chosen('edge', from, `edge/${key}`));
    return edge === undefined ? [] : [edge];
  });
}

type Settings = FlowDocument['settings'];

/** By field; of `entry` by its own fields. Null is as good as not there. */
function mergeSettings(base: Settings, ours: Settings, theirs: Settings, settle: Settle): Settings {
  if (ours === undefined && theirs === undefined) return undefined;
  const of = (value: Settings, name: string): unknown =>
    (value as Record<string, unknown> | undefined)?.[name] ?? undefined;
  const merged: Record<string, unknown> = {};
  for (const name of new Set([...Object.keys(ours ?? {}), ...Object.keys(theirs ?? {})])) {
    const three = [of(base, name), of(ours, name), of(theirs, name)] as const;
    const value = name === 'entry' ? mergeValue(...three, [name], settle) : mergeWhole(...three, [name], settle);
    if (value !== undefined) merged[name] = value;
  }
  const none = Object.keys(merged).length === 0;
  return none && (ours === undefined || theirs === undefined) ? undefined : (merged as Settings);
}

type Slots = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/** A slot that one side gave up stays where a block that the other brought still names it. */
function mergeSlots(flows: ThreeFlows, nodes: readonly FlowNode[], settle: Settle): FlowDocument['slots'] {
  const [base, ours, theirs] = [flows.base, flows.ours, flows.theirs].map(({ slots }) => (slots ?? {}) as Slots) as [
    Slots,
    Slots,
    Slots,
  ];
  if (flows.ours.slots === undefined && flows.theirs.slots === undefined) return undefined;
  const namedBesides = (side: FlowDocument): Set<string> => {
    const known = byId(side);
    const found = new Set<string>();
    for (const node of nodes) if (!sameJson(known.get(node.id), node)) textsIn(node.config, found);
    return found;
  };
  const [besideOurs, besideTheirs] = [namedBesides(flows.ours), namedBesides(flows.theirs)];
  const merged: Record<string, unknown> = {};
  for (const kind of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const names = orderOf(Object.keys(ours[kind] ?? {}), Object.keys(theirs[kind] ?? {}));
    const declared: Record<string, unknown> = {};
    for (const name of names) {
      const three = [base[kind]?.[name], ours[kind]?.[name], theirs[kind]?.[name]] as const;
      const needed =
        (three[1] === undefined && besideOurs.has(name)) || (three[2] === undefined && besideTheirs.has(name));
      const value = needed ? (three[1] ?? three[2]) : mergeWhole(...three, [kind, name], settle);
      if (value !== undefined) declared[name] = value;
    }
    if (Object.keys(declared).length > 0 || (ours[kind] !== undefined && theirs[kind] !== undefined))
      merged[kind] = declared;
  }
  const none = Object.keys(merged).length === 0;
  return none && (flows.ours.slots === undefined || flows.theirs.slots === undefined)
    ? undefined
    : (merged as FlowDocument['slots']);
}

function textsIn(value: unknown, found: Set<string>): void {
  if (typeof value === 'string') found.add(value);
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) textsIn(inner, found);
}

type Tests = FlowDocument['tests'];

/** By name; where names repeat, all of them as one. */
function mergeTests(base: Tests, ours: Tests, theirs: Tests, settle: Settle): Tests {
  const named = (tests: Tests) => (tests ?? []).map((test) => ({ id: test.name, test }));
  const unique = [base, ours, theirs].every(
    (tests) => new Set(tests?.map(({ name }) => name)).size === (tests?.length ?? 0),
  );
  const oneSided = sameJson(base ?? null, ours ?? null) || sameJson(base ?? null, theirs ?? null);
  if (!unique || oneSided || ours === undefined || theirs === undefined)
    return mergeWhole(base, ours, theirs, [], settle);
  const [was, mine, other] = [named(base), named(ours), named(theirs)].map(
    (list) => new Map(list.map(({ id, test }) => [id, test])),
  ) as [Map<string, unknown>, Map<string, unknown>, Map<string, unknown>];
  return orderOf([...mine.keys()], [...other.keys()]).flatMap((name) => {
    const test = mergeWhole(was.get(name), mine.get(name), other.get(name), [name], settle);
    return test === undefined ? [] : [test];
  }) as Tests;
}

/** Places are ours where both sides moved something: nobody is asked about them. */
function mergeLayout(flows: ThreeFlows, nodes: ReadonlySet<string>): FlowDocument['layout'] {
  const { base, ours, theirs } = flows;
  const merged = mergeValue(
    base.layout,
    ours.layout,
    theirs.layout,
    ['layout'],
    () => 'ours',
  ) as FlowDocument['layout'];
  const places = { ...merged?.nodes };
  const [mine, other] = [byId(ours), byId(theirs)];
  for (const id of nodes) {
    // A block that only one side has stands where it stood there.
    if (places[id] !== undefined || (mine.has(id) && other.has(id))) continue;
    const place = (mine.has(id) ? ours : theirs).layout?.nodes?.[id];
    if (place !== undefined) places[id] = place;
  }
  const kept = Object.fromEntries(Object.entries(places).filter(([id]) => nodes.has(id)));
  if (merged?.nodes === undefined && Object.keys(kept).length === 0) return merged;
  return { ...merged, nodes: kept };
}

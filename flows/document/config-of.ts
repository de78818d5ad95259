/** A node's config as its type understands it. Documents are never changed in place: each config is looked at once. */
import type { NodeSpec } from '../sdk/node.ts';

type Parsed = ReturnType<NodeSpec['config']['safeParse']>;

const known = new WeakMap<object, { spec: NodeSpec; parsed: Parsed }>();

/** What the type's schema says of the config: the same answer for the same object. Whoever takes it must not change it. */
export function parsedConfig(spec: NodeSpec, config: Readonly<Record<string, unknown>>): Parsed {
  const found = known.get(config);
  if (found?.spec === spec) return found.parsed;
  const parsed = spec.config.safeParse(config);
  known.set(config, { spec, parsed });
  return parsed;
}

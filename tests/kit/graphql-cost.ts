/** What a query may cost at most at Shopify, by the rules it publishes: an object is a point, a list as many as it is asked for, a change ten. */
import {
  type DocumentNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';

export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const within = (of: GraphQLObjectType, selection: SelectionSetNode | undefined, times: number): number => {
    let cost = 0;
    for (const one of selection?.selections ?? []) {
      if (one.kind !== Kind.FIELD) throw new Error('fragments are not counted here');
      const field = of.getFields()[one.name.value];
      const type = field === undefined ? undefined : getNamedType(field.type);
      if (!isObjectType(type)) continue;
      const given = one.arguments?.find(({ name }) => name.value === 'first')?.value;
      const first =
        given?.kind === Kind.INT
          ? Number(given.value)
          : given?.kind === Kind.VARIABLE
            ? Number(variables[given.name.value])
            : 1;
      const list = type.name.endsWith('Connection');
      // Of a connection the nodes count, not the frame.
      const own = one.name.value === 'nodes' || one.name.value === 'edges' ? times : 1;
      cost += list ? 2 + within(type, one.selectionSet, first) : own * (1 + within(type, one.selectionSet, 1));
    }
    return cost;
  };
  let cost = 0;
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue;
    const changes = definition.operation === 'mutation';
    const root = changes ? schema.getMutationType() : schema.getQueryType();
    if (root == null) throw new Error('a schema without a root');
    cost += (changes ? 10 : 0) + within(root, definition.selectionSet, 1);
  }
  return cost;
}

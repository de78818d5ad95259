/** What is wrong with a draft: by itself, and beside what this workspace has. */
import { linkProblems } from '../content/link-problems.ts';
import { type BoundOffer, type OfferWorld, offerProblems } from '../content/offer-problems.ts';
import { createRenderer } from '../content/render.ts';
import { siteProblems } from '../content/site-problems.ts';
import { variableProblems } from '../content/variable-problems.ts';
import { type KnownOperation, knownBy, operationProblems } from '../document/operation-problems.ts';
import { problem } from '../document/problem-words.ts';
import type { FlowDocument } from '../document/schema.ts';
import { type Bindings, resolveSlots } from '../document/slots.ts';
import { knowNode, validateFlow } from '../document/validate.ts';
import { operationForms } from '../sdk/operation.ts';
import type { Problem } from '../sdk/problem.ts';
import type { HostContext } from './context.ts';
import { siteConnector } from './public/web.ts';

/** Only reads templates here; what is sent is rendered by the engine. */
const { check: checkTemplate } = createRenderer();

export const flowProblems = (document: FlowDocument, { specs }: Pick<HostContext, 'specs'>): Problem[] =>
  validateFlow(document, specs, { checkTemplate });

/** Those of the file, and what its texts name or promise that the workspace does not have. */
export const draftProblems = (document: FlowDocument, bindings: Bindings, context: HostContext): Problem[] => [
  ...flowProblems(document, context),
  ...offerProblems(document, context.specs, offerWorld(document, bindings, context)),
  ...variableProblems(document, context.specs, {
    attributes: context.store.contacts.attributeNames,
    props: (event) => context.store.events.props(event).map(({ name }) => name),
  }),
  ...publicProblems(document, context),
  ...fileProblems(document, context),
  ...operationProblems(document, context.specs, operationsHere(document, bindings, context)),
];

/** By the account that a slot stands for. */
function operationsHere(document: FlowDocument, bindings: Bindings, { registry, store }: HostContext): KnownOperation {
  const forms = new Map(
    [...registry.connectors.values()].map((connector) => [connector.type, operationForms(connector)]),
  );
  const accounts = store.accounts.list();
  const { accounts: bound } = resolveSlots(document, bindings, store.flows.slotSources());
  return knownBy(forms, (slot) => accounts.find(({ id }) => id === bound[slot])?.type);
}

/** What needs the public side of the workspace. */
function publicProblems(document: FlowDocument, { specs, store, web }: HostContext): Problem[] {
  const hasAddress = web.settings().address !== null;
  const hasSite = store.accounts.list().some(({ type }) => type === siteConnector);
  return [
    ...linkProblems(document, specs, hasAddress, hasSite),
    ...siteProblems(document, specs, hasSite && !hasAddress),
  ];
}

/** Files that messages carry and the workspace does not have: the flow came as a file from elsewhere. */
function fileProblems(document: FlowDocument, { specs, store }: HostContext): Problem[] {
  return document.nodes.flatMap((node) => {
    const { spec, config } = knowNode(node, specs);
    if (node.disabled === true || spec === null || config === null) return [];
    const { files = [] } = spec.references?.(config as never) ?? {};
    return files
      .filter(({ file }) => !store.files.has(file.file))
      .map(({ file, path }) => problem('file-missing', node.id, `config.${path}`, { name: file.name }));
  });
}

function offerWorld(document: FlowDocument, bindings: Bindings, { store, now }: HostContext): OfferWorld {
  const bound = new Map<string, BoundOffer>();
  if (Object.keys(document.slots?.offers ?? {}).length > 0) {
    for (const [slot, id] of Object.entries(resolveSlots(document, bindings, store.flows.slotSources()).offers)) {
      bound.set(slot, { offer: store.offers.need(id).offer, codesLeft: store.offers.counts(id).left > 0 });
    }
  }
  return { bound, now: now(), zone: document.settings?.timezone ?? store.meta.get().timezone };
}

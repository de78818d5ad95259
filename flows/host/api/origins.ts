/** What flows were made from: kept at import and after a merge, and compared with what the app brings now. */
import type { OriginInput } from '../../api/flows.ts';
import { sameFlow } from '../../document/canonical.ts';
import { parseFlowValue } from '../../document/parse.ts';
import type { FlowDocument } from '../../document/schema.ts';
import { upgradeFlow } from '../../document/upgrade.ts';
import { formatInstant } from '../../sdk/time.ts';
import type { HostContext } from '../context.ts';
import { templateDocument } from '../templates.ts';
import { os } from './base.ts';

/** The document as it came, so that the next one can be compared with it. */
export function addOrigin({ store, now }: HostContext, flow: string, from: OriginInput, document: FlowDocument): void {
  const { kind, name } = from;
  const language = kind === 'template' ? from.language : null;
  store.flows.origins.add(flow, { kind, name, language, at: now(), document });
}

/** The ready flow that this one was made from is another one in this app. */
function hasNewerTemplate({ store, specs }: HostContext, flow: string): boolean {
  const last = store.flows.origins.list(flow).find(({ kind }) => kind === 'template');
  if (last === undefined) return false;
  const now = templateDocument(specs, last.name, last.language ?? 'en');
  return now !== null && !sameFlow(now, upgradeFlow(last.document, specs), specs);
}

export const originsApi = {
  origins: os.flows.origins.handler(({ context, input }) => {
    const { store } = context;
    store.flows.need(input.flow);
    const { timezone } = store.meta.get();
    return {
      origins: store.flows.origins.list(input.flow).map((one) => ({ ...one, at: formatInstant(one.at, timezone) })),
      newer: hasNewerTemplate(context, input.flow),
    };
  }),

  addOrigin: os.flows.addOrigin.handler(({ context, input }) => {
    context.store.flows.need(input.flow);
    addOrigin(context, input.flow, input.from, upgradeFlow(parseFlowValue(input.document), context.specs));
    context.changes.publish('flows');
    return {};
  }),
};

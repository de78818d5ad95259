import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Report } from '../../../flows/api/shapes.ts';
import type { FlowDocument } from '../../../flows/document/schema.ts';
import { outletName } from './order.ts';

export interface BlockWords {
  block: (id: string) => string;
  outlet: (node: string, outlet: string) => string;
}

/** Names of blocks and outlets, as on the canvas; of a block that the draft has no more, as the version knew it. */
export function useBlockWords(report: Report, document: FlowDocument | undefined): BlockWords {
  const { t, i18n } = useTranslation('report');
  return useMemo(() => {
    const drawn = new Map(document?.nodes.map((node) => [node.id, node]));
    const known = new Map(report.nodes.map((node) => [node.id, node]));
    return {
      block: (id) => {
        const node = known.get(id);
        const name = node?.name ?? drawn.get(id)?.name ?? t(`node-${node?.type}:name`, { defaultValue: id });
        return node?.within === undefined ? name : `${node.within} › ${name}`;
      },
      outlet: (id, outlet) => {
        const own = outletName(drawn.get(id)?.config, outlet);
        if (own !== null) return own;
        const keys = [`node-${known.get(id)?.type}:outlets.${outlet}`, `report:outlet.${outlet}`];
        const key = keys.find((candidate) => i18n.exists(candidate));
        return key === undefined ? outlet : t(key);
      },
    };
  }, [report.nodes, document, t, i18n]);
}

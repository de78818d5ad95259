import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Report } from '../../../flows/api/shapes.ts';
import { parsedConfig } from '../../../flows/document/config-of.ts';
import type { FlowDocument, FlowNode } from '../../../flows/document/schema.ts';
import { editors, specs } from '../../../registry/editors.ts';
import { summaryHelp } from '../../ui/use-ui.ts';
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
    const nodeName = (id: string) => known.get(id)?.name ?? drawn.get(id)?.name ?? id;
    /** What the form of the block calls it, as on the canvas. */
    const byEditor = (node: FlowNode, outlet: string): string | null => {
      const spec = specs.get(node.type);
      const label = editors.get(node.type)?.outletLabel;
      const parsed = spec === undefined || label === undefined ? null : parsedConfig(spec, node.config);
      if (!parsed?.success || label === undefined) return null;
      const own = i18n.getFixedT(i18n.language, [`node-${node.type}`, 'ui', 'canvas']);
      const words = (key: string, params?: Record<string, unknown>) => own(key, { ...params });
      return label(outlet, parsed.data, summaryHelp({ t: words, language: i18n.language, nodeName })) ?? null;
    };
    return {
      block: (id) => {
        const node = known.get(id);
        const name = node?.name ?? drawn.get(id)?.name ?? t(`node-${node?.type}:name`, { defaultValue: id });
        return node?.within === undefined ? name : `${node.within} › ${name}`;
      },
      outlet: (id, outlet) => {
        const node = drawn.get(id);
        const own = outletName(node?.config, outlet) ?? (node === undefined ? null : byEditor(node, outlet));
        if (own) return own;
        const keys = [`node-${known.get(id)?.type}:outlets.${outlet}`, `report:outlet.${outlet}`];
        const key = keys.find((candidate) => i18n.exists(candidate));
        return key === undefined ? outlet : t(key);
      },
    };
  }, [report.nodes, document, t, i18n]);
}

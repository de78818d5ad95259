/**
 * The funnel as bars, drawn by ECharts. The table beside it holds the same numbers for everybody. Colours are read once:
 * give it the colour scheme as its key.
 */
import { BarChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Report } from '../../../flows/api/shapes.ts';
import { specs } from '../../../registry/editors.ts';
import { useFormat } from '../../app/format.ts';
import { lessMotion } from '../../state/motion.ts';
import type { BlockWords } from './use-block-words.ts';

use([BarChart, GridComponent, TooltipComponent, AriaComponent, SVGRenderer]);

const rowHeight = 34;

/** A token of renderer/ui/tokens.css, as the page shows it now. */
const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export interface FunnelChartProps {
  nodes: Report['nodes'];
  words: BlockWords;
  goal: number;
  onOpen: (node: string) => void;
}

export function FunnelChart({ nodes, words, goal, onOpen }: FunnelChartProps) {
  const { t } = useTranslation('report');
  const format = useFormat();
  const holder = useRef<HTMLDivElement>(null);
  const height = (nodes.length + 1) * rowHeight + 12;
  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const chart = init(element, null, { renderer: 'svg' });
    const still = lessMotion();
    const rows = nodes.map((node) => {
      const category = specs.get(node.type)?.category ?? 'logic';
      return {
        name: words.block(node.id),
        value: node.entered,
        waiting: node.waiting,
        colour: token(`--k-${category}`),
      };
    });
    const bars = [...rows, { name: t('funnel.goal'), value: goal, waiting: 0, colour: token('--k-ok') }];
    const ink = token('--k-ink');
    chart.setOption({
      animation: !still,
      animationDuration: 200,
      aria: { enabled: true, label: { description: t('funnel.caption') } },
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
      grid: { left: 0, right: 56, top: 4, bottom: 4, containLabel: true },
      tooltip: {
        trigger: 'item',
        backgroundColor: token('--k-panel'),
        borderColor: token('--k-line'),
        textStyle: { color: ink, fontSize: 13 },
        confine: true,
        formatter: ({ dataIndex }: { dataIndex: number }) => tooltip(bars[dataIndex]),
      },
      xAxis: { type: 'value', show: false, min: 0, max: 'dataMax' },
      yAxis: {
        type: 'category',
        inverse: true,
        data: bars.map((bar) => bar.name),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: ink, fontSize: 13, width: 170, overflow: 'truncate' },
      },
      series: [
        {
          type: 'bar',
          cursor: 'pointer',
          barWidth: 16,
          data: bars.map((bar) => ({ value: bar.value, itemStyle: { color: bar.colour, borderRadius: [3, 6, 6, 3] } })),
          showBackground: true,
          backgroundStyle: { color: token('--k-soft'), borderRadius: [3, 6, 6, 3] },
          label: {
            show: true,
            position: 'right',
            color: ink,
            fontSize: 13,
            fontWeight: 600,
            formatter: ({ value }: { value: unknown }) => format.number(Number(value)),
          },
        },
      ],
    });
    /** As an element, because names come from files of strangers. */
    function tooltip(bar: (typeof bars)[number] | undefined): HTMLElement | string {
      if (bar === undefined) return '';
      const box = document.createElement('div');
      const name = document.createElement('b');
      name.textContent = bar.name;
      const entered = document.createElement('div');
      entered.textContent = t('funnel.tip', { entered: format.number(bar.value), here: format.number(bar.waiting) });
      box.append(name, entered);
      return box;
    }
    chart.on('click', ({ dataIndex }) => {
      const node = nodes[dataIndex];
      if (node !== undefined && node.entered > 0) onOpen(node.id);
    });
    const watcher = new ResizeObserver(() => chart.resize());
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      chart.dispose();
    };
  }, [nodes, words, goal, onOpen, format, t]);
  return <div ref={holder} style={{ height }} role="img" aria-label={t('funnel.caption')} />;
}

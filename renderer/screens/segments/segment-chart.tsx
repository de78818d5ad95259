/** A segment's size as a line, and below it who came and went each day. The table beside it holds the same numbers. Give it the colour scheme as its key. */
import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../app/format.ts';
import { lessMotion } from '../../state/motion.ts';
import type { SegmentDay, SizePoint } from './days.ts';

use([LineChart, BarChart, GridComponent, TooltipComponent, AriaComponent, SVGRenderer]);

/** A token of renderer/ui/tokens.css, as the page shows it now. */
const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function SegmentChart({
  points,
  days,
  name,
}: {
  points: readonly SizePoint[];
  days: readonly SegmentDay[];
  name: string;
}) {
  const { t } = useTranslation('sizes');
  const format = useFormat();
  const holder = useRef<HTMLDivElement>(null);
  const caption = t('caption', { name });
  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const chart = init(element, null, { renderer: 'svg' });
    const [ink, muted, line] = [token('--k-ink'), token('--k-muted'), token('--k-line')];
    const from = Date.parse(points[0]?.at ?? '');
    const to = Date.parse(points.at(-1)?.at ?? '');
    const time = {
      type: 'time',
      min: from,
      max: to,
      axisLine: { lineStyle: { color: line } },
      splitLine: { show: false },
    } as const;
    const amount = {
      type: 'value',
      minInterval: 1,
      splitNumber: 3,
      splitLine: { lineStyle: { color: line } },
      axisLabel: { color: muted, formatter: (value: number) => format.compact(Math.abs(value)) },
    } as const;
    chart.setOption({
      animation: !lessMotion(),
      animationDuration: 200,
      aria: { enabled: true, label: { description: caption } },
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
      grid: [
        { left: 52, right: 16, top: 10, height: 120 },
        { left: 52, right: 16, top: 156, height: 60 },
      ],
      tooltip: {
        trigger: 'axis',
        backgroundColor: token('--k-panel'),
        borderColor: line,
        textStyle: { color: ink, fontSize: 13 },
        confine: true,
        valueFormatter: (value: unknown) => format.number(Math.abs(Number(value))),
      },
      xAxis: [
        { ...time, gridIndex: 0, axisLabel: { show: false }, axisTick: { show: false } },
        {
          ...time,
          gridIndex: 1,
          axisLabel: {
            color: muted,
            hideOverlap: true,
            formatter: (at: number) => format.nearTime(new Date(at).toISOString()),
          },
        },
      ],
      yAxis: [
        { ...amount, gridIndex: 0 },
        { ...amount, gridIndex: 1, splitNumber: 2 },
      ],
      series: [
        {
          type: 'line',
          name: t('size'),
          step: 'end',
          showSymbol: points.length < 3,
          lineStyle: { color: token('--k-accent'), width: 2 },
          itemStyle: { color: token('--k-accent') },
          areaStyle: { color: token('--k-accent'), opacity: 0.08 },
          data: points.map(({ at, size }) => [at, size]),
        },
        {
          type: 'bar',
          name: t('entered'),
          xAxisIndex: 1,
          yAxisIndex: 1,
          stack: 'crossed',
          barMaxWidth: 14,
          barMinWidth: 3,
          itemStyle: { color: token('--k-ok') },
          data: days.map(({ at, entered }) => [at, entered]),
        },
        {
          type: 'bar',
          name: t('left'),
          xAxisIndex: 1,
          yAxisIndex: 1,
          stack: 'crossed',
          barMaxWidth: 14,
          barMinWidth: 3,
          itemStyle: { color: token('--k-warn') },
          data: days.map(({ at, left }) => [at, -left]),
        },
      ],
    });
    const watcher = new ResizeObserver(() => chart.resize());
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      chart.dispose();
    };
  }, [points, days, caption, format, t]);
  return <div ref={holder} style={{ height: 244 }} role="img" aria-label={caption} />;
}

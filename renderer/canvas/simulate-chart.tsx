/** Messages a day by channel as stacked bars, drawn by ECharts; the list below it says the same to everybody. */
import { BarChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useMemo, useRef } from 'react';
import type { Simulation } from '../../flows/api/simulation.ts';
import { useFormat } from '../app/format.ts';
import { lessMotion } from '../state/motion.ts';
import { channelName } from '../ui/rule/rule-words.ts';
import { daysOf } from './simulate.ts';
import { useWords } from './words.ts';

use([BarChart, GridComponent, TooltipComponent, LegendComponent, AriaComponent, SVGRenderer]);

const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
/** In this order, whatever the channels are; each has a word in the legend too. */
const colours = ['--k-channel', '--k-trigger', '--k-action', '--k-wait', '--k-logic', '--k-ok', '--k-end'];

/** Colours are read once: give it the colour scheme as its key. */
export function DaysChart({ result }: { result: Simulation }) {
  const words = useWords();
  const format = useFormat();
  const holder = useRef<HTMLDivElement>(null);
  const { dates, series } = useMemo(() => daysOf(result), [result]);
  const caption = words.t('simulation.perDay');
  useEffect(() => {
    const element = holder.current;
    if (element === null) return;
    const chart = init(element, null, { renderer: 'svg' });
    const still = lessMotion();
    const ink = token('--k-ink');
    const muted = token('--k-muted');
    const line = token('--k-line');
    chart.setOption({
      animation: !still,
      animationDuration: 200,
      aria: { enabled: true, label: { description: caption } },
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink },
      color: colours.map(token),
      grid: { left: 0, right: 6, top: 30, bottom: 2, containLabel: true },
      legend: { top: 0, left: 0, itemWidth: 10, itemHeight: 10, itemGap: 14, textStyle: { color: ink, fontSize: 12 } },
      tooltip: {
        trigger: 'axis',
        axisPointer: { type: 'shadow' },
        backgroundColor: token('--k-panel'),
        borderColor: line,
        textStyle: { color: ink, fontSize: 13 },
        confine: true,
        valueFormatter: (value: unknown) => format.number(Number(value)),
      },
      xAxis: {
        type: 'category',
        data: dates.map((date) => format.date(`${date}T12:00:00Z`)),
        axisLine: { lineStyle: { color: line } },
        axisTick: { show: false },
        axisLabel: {
          color: muted,
          fontSize: 11,
          hideOverlap: true,
          formatter: (text: string) => text.replace(/,? \d{4}.*$/, ''),
        },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        splitNumber: 3,
        splitLine: { lineStyle: { color: line } },
        axisLabel: { color: muted, fontSize: 11, formatter: (value: number) => format.compact(value) },
      },
      series: series.map(({ channel, sent }) => ({
        type: 'bar',
        stack: 'messages',
        name: channelName(channel, words.t),
        data: sent,
        barMaxWidth: 18,
      })),
    });
    const watcher = new ResizeObserver(() => chart.resize());
    watcher.observe(element);
    return () => {
      watcher.disconnect();
      chart.dispose();
    };
  }, [dates, series, words, format, caption]);
  return <div ref={holder} className="kc-sim-chart" role="img" aria-label={caption} />;
}

/** A simulation on the canvas: its figures at a frame of virtual time, in the shape of the live ones. Pure. */
import type { Assumptions, Simulation } from '../../flows/api/simulation.ts';
import type { FlowDocument } from '../../flows/document/schema.ts';
import { specs } from '../../registry/editors.ts';
import { indexReport, type Live } from './figures.ts';
import { drawnReport } from './reusable/drawn-report.ts';

export interface Simulated {
  result: Simulation;
  /** Which of `result.timeline.at` is shown. */
  frame: number;
  live: Live;
  /** The document it was made from: another one since then makes it outdated. */
  document: FlowDocument;
}

export const lastFrame = (result: Simulation): number => Math.max(0, result.timeline.at.length - 1);

/** The report as it would stand at that frame; the last one is the result itself. */
export function reportAt(result: Simulation, frame: number): Simulation {
  if (frame >= lastFrame(result)) return { ...result, version: 0 };
  const at = (list: readonly number[] | undefined): number => list?.[frame] ?? 0;
  const lines = new Map(result.timeline.nodes.map((line) => [line.id, line]));
  const nodes = result.nodes.map((node) => {
    const line = lines.get(node.id);
    const left = Object.fromEntries(Object.entries(line?.left ?? {}).map(([outlet, list]) => [outlet, at(list)]));
    const entered = at(line?.entered);
    const waiting = at(line?.waiting);
    const ended = entered - waiting - Object.values(left).reduce((a, b) => a + b, 0);
    return { ...node, entered, waiting, left, exited: ended > 0 ? { end: ended } : {} };
  });
  const messages = result.messages.map((row) => {
    const line = lines.get(row.node)?.messages;
    const none = { queued: 0, clicked: 0, replied: 0, unknown: 0, suppressed: {}, cost: 0 };
    return {
      ...row,
      ...none,
      sent: at(line?.sent),
      delivered: at(line?.delivered),
      read: at(line?.read),
      failed: at(line?.notSent),
    };
  });
  const entered = at(result.timeline.entered);
  const ended = nodes.reduce((sum, node) => sum + (node.exited.end ?? 0), 0);
  const goal = { ...result.goal, reached: at(result.timeline.goal) };
  return { ...result, version: 0, entered, active: entered - ended, exited: { end: ended }, nodes, messages, goal };
}

/** The busiest outlet of the last frame sets the width of edges throughout, so that streams are seen to swell. */
export function showFrame(result: Simulation, frame: number, document: FlowDocument): Simulated {
  const at = (shown: number) => indexReport(drawnReport(reportAt(result, shown), document, specs, null), null);
  const full = at(lastFrame(result));
  const live = frame >= lastFrame(result) ? full : { ...at(frame), busiest: full.busiest };
  return { result, frame, live, document };
}

/** What the form of the panel holds; shares in percent, empty where nothing was changed. */
export interface SimulateForm {
  days: number;
  /** `YYYY-MM-DD` of a past day to replay from, or empty: from now. */
  since: string;
  seed: number;
  channels: Readonly<Record<string, Partial<Record<'read' | 'clicked' | 'pressed' | 'price', number>>>>;
  /** Of those a message reached, who then does what the flow is for. */
  conversion: { percent: number; days: number };
}

export const emptyForm: SimulateForm = {
  days: 30,
  since: '',
  seed: 1,
  channels: {},
  conversion: { percent: 0, days: 3 },
};

/** The event that the flow is for: its goal, else the first event that ends it. */
export function purposeOf(document: FlowDocument): string | null {
  const { goal, exit } = document.settings ?? {};
  if (goal != null) return goal.event;
  for (const rule of exit?.when ?? []) if ('event' in rule) return rule.event;
  return null;
}

export function assumptionsOf(form: SimulateForm, purpose: string | null): Assumptions {
  const channels = Object.fromEntries(
    Object.entries(form.channels).flatMap(([channel, { price, ...shares }]) => {
      const given = Object.entries(shares).filter(([, value]) => value !== undefined);
      if (given.length === 0 && price === undefined) return [];
      const responses = Object.fromEntries(given.map(([state, value]) => [state, value / 100]));
      return [[channel, { ...responses, ...(price === undefined ? {} : { price }) }]];
    }),
  );
  const { percent, days } = form.conversion;
  const most = `P${days}D`;
  const half = `PT${Math.max(1, Math.round((days * 24) / 3))}H`;
  const event =
    purpose === null || percent <= 0
      ? []
      : [
          {
            event: purpose,
            after: 'message.delivered' as const,
            probability: percent / 100,
            delay: { half, most, longest: most },
          },
        ];
  return {
    ...(Object.keys(channels).length === 0 ? {} : { channels }),
    ...(event.length === 0 ? {} : { events: event }),
  };
}

/** Messages a day, one row a channel; every day of the span has a place. At most `most` days, the later ones left out. */
export function daysOf(
  result: Simulation,
  most = 400,
): { dates: string[]; series: { channel: string; sent: number[] }[] } {
  const first = result.from.slice(0, 10);
  const last = result.to.slice(0, 10);
  const dates: string[] = [];
  for (let day = Date.parse(`${first}T00:00:00Z`); dates.length < most; day += 86_400_000) {
    const date = new Date(day).toISOString().slice(0, 10);
    if (date > last) break;
    dates.push(date);
  }
  const place = new Map(dates.map((date, index) => [date, index]));
  const series = new Map<string, number[]>();
  for (const { date, channel, sent } of result.perDay) {
    const index = place.get(date);
    if (index === undefined) continue;
    let row = series.get(channel);
    if (row === undefined) {
      row = new Array<number>(dates.length).fill(0);
      series.set(channel, row);
    }
    row[index] = sent;
  }
  return { dates, series: [...series].map(([channel, sent]) => ({ channel, sent })) };
}

/** The flow as a list one can edit by keyboard and screen reader alone. */
import type { FlowHost } from '../flow-host.ts';

export function OutlineView({ host: _ }: { host: FlowHost }) {
  return null;
}

/** The flows that use something, each a way to its canvas. */
import { Text } from '@mantine/core';
import { Link } from 'wouter';
import table from './table.module.css';

export function FlowLinks({ flows, none }: { flows: readonly { flow: string; name: string }[]; none: string }) {
  if (flows.length === 0) return <Text c="dimmed">{none}</Text>;
  return flows.map((flow, index) => (
    <span key={flow.flow}>
      {index === 0 ? '' : ', '}
      <Link href={`/flows/${encodeURIComponent(flow.flow)}`} className={table.leads}>
        {flow.name}
      </Link>
    </span>
  ));
}

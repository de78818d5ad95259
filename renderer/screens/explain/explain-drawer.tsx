/** "Why?": opens over any screen that names a contact and a flow. */
import { Button, Drawer } from '@mantine/core';
import { IconPlayerTrackNext } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { orpc } from '../../app/client.ts';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import { ExplainView } from './explain-view.tsx';

export interface ExplainOf {
  flow: string;
  contact: number;
  name: string;
}

export function ExplainDrawer({
  of,
  onClose,
  replay = true,
}: {
  of: ExplainOf | null;
  onClose: () => void;
  /** Offers to see it on the canvas. */
  replay?: boolean;
}) {
  const { t } = useTranslation('explain');
  return (
    <Drawer
      opened={of !== null}
      onClose={onClose}
      title={of === null ? '' : t('title', { name: of.name })}
      position="right"
      size={560}
    >
      {of === null ? null : <Explained of={of} replay={replay} />}
    </Drawer>
  );
}

function Explained({ of, replay }: { of: ExplainOf; replay: boolean }) {
  const { t } = useTranslation('explain');
  const input = { flow: of.flow, contact: `id:${of.contact}` };
  const found = useQuery(orpc.flows.explain.queryOptions({ input }));
  if (found.error !== null) return <ErrorState error={found.error} onRetry={() => void found.refetch()} />;
  if (found.data === undefined) return <RowsSkeleton rows={6} height={72} />;
  return (
    <>
      {replay && found.data.journeys.length > 0 ? (
        <Button
          component={Link}
          href={`/flows/${encodeURIComponent(of.flow)}?replay=${of.contact}`}
          variant="default"
          mb="md"
          leftSection={<IconPlayerTrackNext size={16} aria-hidden />}
        >
          {t('onCanvas')}
        </Button>
      ) : null}
      <ExplainView key={`${of.flow} ${of.contact}`} explanation={found.data} />
    </>
  );
}

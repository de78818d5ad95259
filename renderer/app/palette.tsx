/** Find anything by name: screens and flows. */
import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import { IconRoute, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { orpc } from './client.ts';
import { places } from './places.ts';

export function CommandPalette() {
  const { t } = useTranslation();
  const [, go] = useLocation();
  const { data: flows = [] } = useQuery(orpc.flows.list.queryOptions());
  const actions: SpotlightActionGroupData[] = [
    {
      group: t('palette.places'),
      actions: places.map(({ path, key, icon: Glyph }) => ({
        id: `place-${key}`,
        label: t(`place.${key}`),
        leftSection: <Glyph size={18} stroke={1.7} aria-hidden />,
        onClick: () => go(path),
      })),
    },
    {
      group: t('palette.flows'),
      actions: flows.map((flow) => ({
        id: `flow-${flow.flow}`,
        label: flow.name,
        description: t(`status.${flow.status}`),
        leftSection: <IconRoute size={18} stroke={1.7} aria-hidden />,
        onClick: () => go(`/flows/${encodeURIComponent(flow.flow)}`),
      })),
    },
  ];
  return (
    <Spotlight
      actions={actions}
      // By the keys that the person has for it: app-keys.ts.
      shortcut={null}
      highlightQuery
      attributes={{ content: { 'aria-label': t('palette.placeholder') } }}
      scrollable
      maxHeight={420}
      limit={12}
      nothingFound={t('palette.nothing')}
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: t('palette.placeholder'),
        'aria-label': t('palette.placeholder'),
      }}
    />
  );
}
